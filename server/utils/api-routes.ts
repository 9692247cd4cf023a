/** A route of the API as the build found it: its pattern (`/api/articles/:slug`) and one method, lower case. */
export interface ApiRoute { route: string, method: string }

/** What the table of routes says of a URL. */
export interface ApiMatch {
  /** The URL with the fixed segments of its route in lower case; slugs and the like as they came. */
  url: string
  /** The pattern of its route, such as `/api/articles/:slug`; undefined for an unknown path. */
  route?: string
  /** The methods of its route, as the `Allow` header lists them; HEAD comes with GET. Empty for an unknown path. */
  methods: readonly string[]
}

interface Pattern { route: string, segments: readonly string[], methods: string[] }

const isParameter = (segment: string) => segment.startsWith(':')

function collectPatterns(routes: readonly ApiRoute[]): Pattern[] {
  const patterns = new Map<string, Pattern>()
  for (const { route, method } of routes) {
    const pattern = patterns.get(route) ?? { route, segments: route.split('/'), methods: [] }
    patterns.set(route, pattern)
    pattern.methods.push(...(method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
  }
  return [...patterns.values()]
}

/**
 * Prepares a table of routes for looking up URLs.
 *
 * @returns a function from path and query, as they stand in the request line; undefined for what is not of the API
 */
export function createApiMatcher(routes: readonly ApiRoute[]): (url: string) => ApiMatch | undefined {
  const patterns = collectPatterns(routes)
  return (url) => {
    if (!/^\/api(?![^/?])/i.test(url)) return undefined
    const queryAt = url.indexOf('?')
    const path = queryAt < 0 ? url : url.slice(0, queryAt)
    const query = queryAt < 0 ? '' : url.slice(queryAt)

    const segments = path.replace(/\/$/, '').split('/')
    const found = patterns.find(pattern => fits(pattern, segments))
    if (!found) return { url: `/api${url.slice('/api'.length)}`, methods: [] }
    const canonical = found.segments.map((part, index) => isParameter(part) ? segments[index] : part)
    return { url: canonical.join('/') + query, route: found.route, methods: found.methods }
  }
}

function fits(pattern: Pattern, segments: readonly string[]): boolean {
  return pattern.segments.length === segments.length && pattern.segments.every((part, index) =>
    isParameter(part) ? segments[index] !== '' : part === segments[index] || part === segments[index]?.toLowerCase())
}
