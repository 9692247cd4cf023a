import { useReader } from '../../database/instances'
import { articleRepository } from '../../repositories/article'

/** `GET /api/articles/{slug}`: the article with its body and comments, 404 when there is none. */
export default defineEventHandler(async (event) => {
  const slug = getRouterParam(event, 'slug', { decode: true }) ?? ''
  const article = await articleRepository(useReader()).findBySlug(slug)
  if (!article) throw createError({ status: 404, statusText: 'Not Found', message: 'There is no article with this slug.' })
  return article
})
