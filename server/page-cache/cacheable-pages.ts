/** A page that is the same for everybody. */
interface CacheablePage {
  /** As metrics name it. */
  readonly route: string
  readonly path: RegExp
  /** The query's parameters that it looks at, and no others. */
  readonly parameters: readonly string[]
}

/** The visitor's choice; anything else leaves it to their system. */
export type ColourScheme = 'light' | 'dark' | 'system'

/** What a page is made of, and nothing else of the request: whatever else it says can neither miss the cache nor get into it. */
export interface PageRequest {
  readonly route: string
  /** The path with the parameters that the page knows, in one order. */
  readonly url: string
  readonly colourScheme: ColourScheme
  /** The same for all that is answered alike. */
  readonly key: string
}

/**
 * A page that is not listed is rendered for each request. One that shows something of its visitor beyond the colour scheme must
 * not stand here.
 */
const pages: readonly CacheablePage[] = [
  { route: '/', path: /^\/$/, parameters: ['page'] },
  // One that ends in .md is the article as Markdown.
  { route: '/articles/:slug', path: /^\/articles\/[^/]+(?<!\.md)$/, parameters: ['from'] },
  { route: '/tags', path: /^\/tags$/, parameters: ['page'] },
  { route: '/tags/:tag', path: /^\/tags\/[^/]+$/, parameters: ['page'] },
  { route: '/authors/:name', path: /^\/authors\/[^/]+$/, parameters: ['page'] },
  { route: '/search', path: /^\/search$/, parameters: ['page', 'q'] },
]

/** Characters of a longer address; nothing of this site links to such a one. */
const LONGEST_URL = 2_048

const chosenScheme = /(?:^|;) *colour-scheme=(light|dark) *(?:;|$)/

/**
 * What a request asks for, if that is a page of the cache's.
 *
 * @param url path and query as they stand in the request line
 * @param cookie the header
 */
export function findCacheablePage(url: string, cookie: string | undefined): PageRequest | undefined {
  if (url.length > LONGEST_URL) return undefined
  const queryAt = url.indexOf('?')
  const path = queryAt < 0 ? url : url.slice(0, queryAt)
  const page = pages.find(known => known.path.test(path))
  if (!page) return undefined

  const canonical = queryAt < 0 ? path : path + keepKnown(url.slice(queryAt + 1), page.parameters)
  const colourScheme = readScheme(cookie)
  return { route: page.route, url: canonical, colourScheme, key: `${colourScheme} ${canonical}` }
}

function readScheme(cookie: string | undefined): ColourScheme {
  const [, chosen] = (cookie && chosenScheme.exec(cookie)) || []
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

/** Repeated parameters stay, in their order: to a page they are an error. */
function keepKnown(query: string, known: readonly string[]): string {
  const kept = query.split('&').map(part => ({ part, name: nameOf(part) })).filter(({ name }) => known.includes(name))
  if (kept.length === 0) return ''
  if (kept.length > 1) kept.sort((one, other) => one.name < other.name ? -1 : one.name > other.name ? 1 : 0)
  return `?${kept.map(({ part }) => part).join('&')}`
}

function nameOf(parameter: string): string {
  const [name = ''] = parameter.split('=', 1)
  if (!name.includes('%')) return name
  try {
    return decodeURIComponent(name)
  }
  catch {
    return name
  }
}
