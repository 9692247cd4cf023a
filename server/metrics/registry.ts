import { collectDefaultMetrics, Registry } from 'prom-client'
import type { DatabaseStatus } from '../database/instances'
import type { BuildInformation } from './build-metrics'
import { registerBuildMetrics } from './build-metrics'
import { registerDatabaseMetrics } from './database-metrics'
import { registerHttpMetrics } from './http-metrics'
import type { PageCacheStatus } from '../page-cache/page-cache'
import { registerPageCacheMetrics } from './page-cache-metrics'
import type { RequestWatch } from '../utils/request-watch'

/** What Prometheus asks, and what is told of requests meanwhile. */
export interface Metrics {
  registry: Registry
  http: RequestWatch
}

/**
 * Everything that the process tells Prometheus: which build it is, Node's own figures, the database layer's, the page cache's and those of requests. A new group of
 * metrics is a file beside this one, and a line here.
 *
 * @param parts where the figures come from
 */
export function createMetrics(parts: { build: BuildInformation, databaseStatus: () => DatabaseStatus, pageCacheStatus: () => PageCacheStatus }): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  registerBuildMetrics(registry, parts.build)
  registerDatabaseMetrics(registry, parts.databaseStatus)
  registerPageCacheMetrics(registry, parts.pageCacheStatus)
  return { registry, http: registerHttpMetrics(registry) }
}
