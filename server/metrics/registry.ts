import { collectDefaultMetrics, Registry } from 'prom-client'
import type { DatabaseStatus } from '../database/instances'
import { registerDatabaseMetrics } from './database-metrics'
import type { HttpMetrics } from './http-metrics'
import { registerHttpMetrics } from './http-metrics'

/** What Prometheus asks, and what is told of requests meanwhile. */
export interface Metrics {
  registry: Registry
  http: HttpMetrics
}

/**
 * Everything that the process tells Prometheus: Node's own figures, the database layer's and those of requests. A new group of
 * metrics is a file beside this one, and a line here.
 *
 * @param parts where the figures come from
 */
export function createMetrics(parts: { databaseStatus: () => DatabaseStatus }): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  registerDatabaseMetrics(registry, parts.databaseStatus)
  return { registry, http: registerHttpMetrics(registry) }
}
