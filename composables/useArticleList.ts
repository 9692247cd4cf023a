import type { ArticleList } from '#shared/schemas/article'
import { DEFAULT_PAGE_SIZE } from '#shared/schemas/page-query'

/** One page of the articles, newest first, and how many pages there are. Past the last page: the 404 page. */
export async function useArticleList(page: number) {
  const size = DEFAULT_PAGE_SIZE
  const { articles, articlesCount } = await useApiRead<ArticleList>('/api/articles', { query: { page, size } })
  const pageCount = Math.max(1, Math.ceil(articlesCount / size))
  if (page > pageCount) throw pageError(404)
  return { articles, articlesCount, pageCount, size }
}
