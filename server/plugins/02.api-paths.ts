import { apiRoutes } from '#api-routes'
import { createApiMatcher } from '../utils/api-routes'

/**
 * Lets API paths match case-insensitively and answers HEAD wherever GET is answered. Both must be
 * settled before h3 looks at the request: it fixes the path before any middleware or hook runs.
 */
export default defineNitroPlugin(({ h3App }) => {
  const match = createApiMatcher(apiRoutes)
  const handle = h3App.handler
  h3App.handler = Object.assign((event: Parameters<typeof handle>[0]) => {
    const request = event.node.req
    const found = match(request.url ?? '/')
    if (found) {
      request.url = found.url
      event.context.apiMethods = found.methods
      event.context.route = found.route
    }
    // Node already knows this response to be without a body: it looked at the method when it made it.
    if (request.method === 'HEAD') {
      request.method = 'GET'
      event.context.isHead = true
    }
    return handle(event)
  }, handle)
})

declare module 'h3' {
  interface H3EventContext {
    /** The pattern of the route, of the API or of a page; undefined until it is known, and for a path that nothing is at. */
    route?: string
    /** Whether this GET came as HEAD. */
    isHead?: true
  }
}
