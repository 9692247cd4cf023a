import { tagListQuerySchema } from '../../../shared/schemas/tag'
import { useReader } from '../../database/instances'
import { tagRepository } from '../../repositories/tag'

/** `GET /api/tags`: one page of the tags in use with how many articles carry each, the most used first. */
export default defineEventHandler(async (event) => {
  requireAccept(event, 'application/json')
  const query = validateQuery(event, tagListQuerySchema)
  const { version, json, tagsCount } = await tagRepository(useReader()).list(query, knownVersions(event))
  setPageLinks(event, { ...query, total: tagsCount })
  return answerVersion(event, { version, body: json, type: 'application/json' })
})
