import { collectDefaultMetrics, Registry } from 'prom-client'
import type { DatabaseStatus } from '../database/instances'
import { registerDatabaseMetrics } from './database-metrics'

/**
 * Everything that the process tells Prometheus: Node's own figures and the database layer's. A new group of metrics is a
 * file beside this one, and a line here.
 *
 * @param parts where the figures come from
 */
export function createMetricsRegistry(parts: { databaseStatus: () => DatabaseStatus }): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  registerDatabaseMetrics(registry, parts.databaseStatus)
  return registry
}
