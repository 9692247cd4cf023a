import process from 'node:process'
import { readConfiguration } from '../configuration'
import { useDatabase } from '../database/instances'
import { createMetricsServer } from '../metrics/metrics-server'
import { createMetrics } from '../metrics/registry'
import { usePageCache } from '../page-cache/instance'
import { watchRequests } from '../utils/request-watch'

/**
 * Serves metrics on a port of their own: whoever can reach the site cannot read them. Without `NUXT_METRICS_PORT` there are
 * none; nor are there in development, whose server starts anew with each change.
 */
export default defineNitroPlugin((nitroApp) => {
  const { metrics } = readConfiguration(process.env)
  if (import.meta.dev || !metrics) return

  const { registry, http } = createMetrics({ databaseStatus: () => useDatabase().status(), pageCacheStatus: () => usePageCache().status() })
  watchRequests(nitroApp.h3App, http)
  const server = createMetricsServer(registry)
  server.on('error', (error) => {
    console.error(`Not started: ${error.message}; NUXT_METRICS_PORT and HOST say where metrics are served`)
    process.exit(1)
  })
  server.listen(metrics.port, metrics.host)
  nitroApp.hooks.hook('close', async () => {
    const closed = new Promise(resolve => server.close(resolve))
    server.closeAllConnections()
    await closed
  })
})
