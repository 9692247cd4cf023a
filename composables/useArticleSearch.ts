import { searchWordsSchema } from '#shared/schemas/article-list-query'

/** What the search page has to show: an empty field, words that no search takes, or a page of what was found. */
export type ArticleSearch
  = | { state: 'empty', words: '' }
    | { state: 'refused', words: '' }
    | { state: 'found', words: string } & Awaited<ReturnType<typeof useArticleList>>

/** The search that the address asks for by `?q=`. Words that no search takes are answered with 400. */
export async function useArticleSearch(): Promise<ArticleSearch> {
  const event = useRequestEvent()
  const { q } = useRoute().query
  const words = typeof q === 'string' ? q.trim() : ''
  if (words === '' && !Array.isArray(q)) return { state: 'empty', words: '' }
  if (Array.isArray(q) || !searchWordsSchema.safeParse(words).success) {
    if (event) setResponseStatus(event, 400)
    return { state: 'refused', words: '' }
  }
  return { state: 'found', words, ...await useArticleList(searchList(words), { q: words }) }
}
