const METHODS_OF_PAGES = ['GET', 'HEAD']
/** What forms of pages are sent to, and nobody reads. */
const FORMS = new Set(['/colour-scheme'])

/** Answers 405 with `Allow` where the path exists and the method does not, and OPTIONS with the same list. */
export default defineEventHandler((event) => {
  const [path = ''] = event.path.split('?')
  const allowed = event.context.apiMethods ?? (FORMS.has(path) ? ['POST'] : METHODS_OF_PAGES)
  // The development server's own paths begin with an underscore.
  if (allowed.includes(event.method) || allowed.length === 0 || event.path.startsWith('/_')) return

  setResponseHeader(event, 'Allow', [...allowed, 'OPTIONS'].join(', '))
  if (event.method === 'OPTIONS') return sendNoContent(event)
  throw problem('method-not-allowed', `${event.method} is not allowed here, expected one of ${[...allowed, 'OPTIONS'].join(', ')}.`)
})

declare module 'h3' {
  interface H3EventContext {
    /** The methods of the API route that the path names; empty for an unknown path of the API. */
    apiMethods?: readonly string[]
  }
}
