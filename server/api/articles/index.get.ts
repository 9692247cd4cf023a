import { articleListQuerySchema } from '../../../shared/schemas/article-list-query'
import { useReader } from '../../database/instances'
import { articleRepository } from '../../repositories/article'

/** `GET /api/articles`: one page of summaries, newest first, or what a search found. */
export default defineEventHandler(async (event) => {
  requireAccept(event, 'application/json')
  const query = validateQuery(event, articleListQuerySchema)
  const { version, json, articlesCount, nextCursor } = await articleRepository(useReader()).list(query, knownVersions(event))
  setPageLinks(event, { ...query, total: articlesCount, nextCursor })
  return answerVersion(event, { version, body: json, type: 'application/json' })
})
