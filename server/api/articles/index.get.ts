import { articleListQuerySchema } from '../../../shared/schemas/article-list-query'
import { useReader } from '../../database/instances'
import { articleRepository } from '../../repositories/article'

/** `GET /api/articles`: one page of summaries, newest first. */
export default defineEventHandler((event) => {
  const query = validateQuery(event, articleListQuerySchema)
  return articleRepository(useReader()).list(query)
})
