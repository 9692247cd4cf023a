import type { Registry } from 'prom-client'
import { Gauge, Histogram } from 'prom-client'

/** One request that has been answered. */
export interface AnsweredRequest {
  method: string
  /** The route's pattern, such as `/api/articles/:slug`; never a path, of which there are as many as anybody likes. */
  route: string
  status: number
  seconds: number
}

/** Told of what happens to requests. */
export interface HttpMetrics {
  begin: () => void
  end: (request: AnsweredRequest) => void
}

/** Registers how many requests there are, how long they take and what becomes of them. */
export function registerHttpMetrics(registry: Registry): HttpMetrics {
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
    end: ({ method, route, status, seconds }) => {
      underWay.dec()
      durations.observe({ method, route, status: String(status) }, seconds)
    },
  }
}
