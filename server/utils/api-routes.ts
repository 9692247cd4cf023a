/** A route of the API as the build found it: its pattern (`/api/articles/:slug`) and one method, lower case. */
export interface ApiRoute { route: string, method: string }

function matches(pattern: string[], segments: string[]): boolean {
  return pattern.length === segments.length && pattern.every((part, index) =>
    part.startsWith(':') ? segments[index] !== '' : part === segments[index]?.toLowerCase())
}

function splitUrl(url: string): { segments: string[], query: string } {
  const end = url.indexOf('?')
  const path = end < 0 ? url : url.slice(0, end)
  return { segments: path.replace(/\/$/, '').split('/'), query: end < 0 ? '' : url.slice(end) }
}

function matchRoutes(segments: string[], routes: readonly ApiRoute[]): ApiRoute[] {
  if (segments[1]?.toLowerCase() !== 'api') return []
  return routes.filter(({ route }) => matches(route.split('/'), segments))
}

/**
 * The URL with the fixed segments of a known API route in lower case; parameters such as slugs keep
 * their case and their encoding, and any other URL is returned as it is.
 *
 * @param url path and query as they stand in the request line
 */
export function canonicalApiUrl(url: string, routes: readonly ApiRoute[]): string {
  if (!/^\/api(\/|$|\?)/i.test(url)) return url
  const { segments, query } = splitUrl(url)
  const [found] = matchRoutes(segments, routes)
  if (!found) return url.replace(/^\/api/i, '/api')
  const pattern = found.route.split('/')
  return segments.map((segment, index) => pattern[index]?.startsWith(':') ? segment : segment.toLowerCase()).join('/') + query
}

/**
 * The methods that this path answers, as the `Allow` header lists them; empty for an unknown path.
 * HEAD comes with GET.
 *
 * @param url path and query as they stand in the request line
 */
export function allowedMethods(url: string, routes: readonly ApiRoute[]): string[] {
  const methods = matchRoutes(splitUrl(url).segments, routes).map(({ method }) => method.toUpperCase())
  return methods.includes('GET') ? ['GET', 'HEAD', ...methods.filter(method => method !== 'GET')] : methods
}
