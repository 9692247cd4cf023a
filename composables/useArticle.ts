import type { Article } from '#shared/schemas/article'

/** One article with its comments; an unknown slug is the 404 page. */
export function useArticle(slug: string) {
  return useApiRead<Article>(`/api/articles/${encodeURIComponent(slug)}`)
}
