import type { App } from 'h3'
import type { HttpMetrics } from '../metrics/http-metrics'

/** The route of what is no page and no operation of the API: files, health, and paths that nothing is at. */
const NO_ROUTE = 'other'
/** Methods that are no word of HTTP would each be a series of their own. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Tells of each request from outside when it begins and when its answer is through, or its client is gone. */
export function watchRequests(app: App, metrics: HttpMetrics): void {
  const handle = app.handler
  app.handler = Object.assign((event: Parameters<typeof handle>[0]) => {
    const { req, res } = event.node
    // A page's own requests, in process, are part of its time.
    if ('__unenv__' in req) return handle(event)
    const method = METHODS.has(req.method ?? '') ? req.method ?? '' : NO_ROUTE
    const begun = performance.now()
    metrics.begin()
    res.once('close', () => metrics.end({ method, route: event.context.route ?? NO_ROUTE, status: res.statusCode, seconds: (performance.now() - begun) / 1000 }))
    return handle(event)
  }, handle)
}
