import type { Registry } from 'prom-client'
import { Gauge, Histogram } from 'prom-client'
import type { RequestWatch } from '../utils/request-watch'

/** The route of what is no page and no operation of the API: files, health, and paths that nothing is at. */
const NO_ROUTE = 'other'
/** Methods that are no word of HTTP would each be a series of their own. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Registers how many requests there are, how long they take and what becomes of them. */
export function registerHttpMetrics(registry: Registry): RequestWatch {
  const registers = [registry]
  const durations = new Histogram({
    name: 'kuberocks_http_request_duration_seconds',
    help: 'How long requests took, from the first byte of their head to the last of their answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  })
  const underWay = new Gauge({ name: 'kuberocks_http_requests_in_flight', help: 'Requests that are being answered.', registers })
  return {
    begin: () => underWay.inc(),
    end: ({ method, route = NO_ROUTE, status, milliseconds }) => {
      underWay.dec()
      durations.observe({ method: METHODS.has(method) ? method : NO_ROUTE, route, status: String(status) }, milliseconds / 1000)
    },
  }
}
