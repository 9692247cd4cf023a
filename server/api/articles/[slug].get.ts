import { useReader } from '../../database/instances'
import { articleRepository } from '../../repositories/article'

/** `GET /api/articles/{slug}`: the article with its body and comments, 404 when there is none. */
export default defineEventHandler(async (event) => {
  requireAccept(event, 'application/json')
  const slug = getRouterParam(event, 'slug', { decode: true }) ?? ''
  const article = await articleRepository(useReader()).findBySlug(slug, knownVersions(event))
  if (!article) throw problem('not-found', 'There is no article with this slug.')
  const { version, json, modifiedAt } = article
  return answerVersion(event, { version, body: json, type: 'application/json', modifiedAt })
})
