import type { ListAddress } from './page-address'

/** The list of all articles. */
export const ALL_ARTICLES: ListAddress = { path: '/' }

/** The list of all tags. */
export const ALL_TAGS: ListAddress = { path: '/tags' }

/** The articles that carry this tag. */
export function tagList(tag: string): ListAddress {
  return { path: `/tags/${encodeURIComponent(tag)}` }
}

/** The articles of the author with this name. */
export function authorList(name: string): ListAddress {
  return { path: `/authors/${encodeURIComponent(name)}` }
}

/** What a search for these words finds; the empty search field for none. */
export function searchList(words: string): ListAddress {
  return { path: '/search', query: words === '' ? {} : { q: words } }
}
