import type { ArticleList } from '#shared/schemas/article'
import type { ArticleFilter } from '#shared/schemas/article-list-query'
import { articleFilterSchema } from '#shared/schemas/article-list-query'
import { DEFAULT_PAGE_SIZE } from '#shared/schemas/page-query'

/**
 * The page of the articles that the address asks for: newest first, with `q` the best match first. A page that is not there and a
 * name that nothing can have are the 404 page.
 *
 * @param list where the list is
 * @param filter what it is narrowed to
 */
export async function useArticleList(list: ListAddress, filter: ArticleFilter = {}) {
  const size = DEFAULT_PAGE_SIZE
  const { page, placeAmong } = useListPage(list, size)
  if (!articleFilterSchema.safeParse(filter).success) throw pageError(404)
  const { articles, articlesCount } = await useApiRead<ArticleList>('/api/articles', { query: { ...filter, page, size } })
  return { articles, place: placeAmong(articlesCount) }
}
