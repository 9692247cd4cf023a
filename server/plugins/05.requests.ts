import process from 'node:process'
import { buildInformation } from '#build-information'
import { readConfiguration } from '../configuration'
import { useDatabase } from '../database/instances'
import { useLog } from '../logging/log'
import { refuseToStart } from '../logging/not-started'
import { logRequest } from '../logging/request-log'
import { createMetricsServer } from '../metrics/metrics-server'
import { createMetrics } from '../metrics/registry'
import { usePageCache } from '../page-cache/instance'
import { useTracing } from '../tracing/opened'
import type { RequestWatch } from '../utils/request-watch'
import { watchRequests } from '../utils/request-watch'

/**
 * Tells of each request: the log, and with `NUXT_METRICS_PORT` metrics on a port of their own, which whoever can reach the site cannot
 * read. Not in development, whose server starts anew with each change.
 */
export default defineNitroPlugin(({ h3App, hooks }) => {
  if (import.meta.dev) return
  const { metrics } = readConfiguration(process.env)
  const watches: RequestWatch[] = [{ end: request => logRequest(useLog(), request) }]
  if (metrics) {
    const { registry, http } = createMetrics({ build: buildInformation, databaseStatus: () => useDatabase().status(), pageCacheStatus: () => usePageCache().status() })
    watches.push(http)
    const server = createMetricsServer(registry)
    server.on('error', error => refuseToStart(`${error.message}; NUXT_METRICS_PORT and HOST say where metrics are served`))
    server.listen(metrics.port, metrics.host)
    hooks.hook('close', async () => {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    })
  }
  watchRequests(h3App, watches, useTracing)
})
