import type { TestProject } from 'vitest/node'
import { ensureK6 } from '../../../scripts/loadtest/k6.ts'
import { ensurePrometheus } from '../../../scripts/loadtest/prometheus.ts'
import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import { seedDatabase } from '../../../scripts/seed/index.ts'
import { startSite } from '../../../scripts/site-process.ts'
import { migrate } from '../../../server/database/migrate.ts'
import { startTemporaryCluster } from '../../../scripts/temporary-cluster.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The programs to start. */
    k6: string
    prometheus: string
    /** `http://127.0.0.1:PORT` of the site and of its metrics. */
    siteUrl: string
    metricsUrl: string
  }
}

/** k6, Prometheus, and the production build over a cluster of three hosts with a few articles. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('k6', await ensureK6(console.log))
  project.provide('prometheus', await ensurePrometheus(console.log))
  const { cluster, remove } = await startTemporaryCluster({ port: 14_000 })
  await migrate(cluster.primaryUrl)
  await seedDatabase({ url: cluster.primaryUrl, articles: 45 })
  const port = await nextFreePort(26_100, new Set())
  const metricsPort = await nextFreePort(26_100, new Set([port]))
  const site = await startSite({ cluster, port, environment: { NUXT_METRICS_PORT: String(metricsPort) } })
  project.provide('siteUrl', site.url)
  project.provide('metricsUrl', `http://127.0.0.1:${metricsPort}`)
  return async () => {
    await site.stop()
    await remove()
  }
}
