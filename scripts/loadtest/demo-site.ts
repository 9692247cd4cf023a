import { buildSite } from '../build-site.ts'
import { nextFreePort } from '../local-cluster/ports.ts'
import { startSeededCluster } from '../seeded-cluster.ts'
import { startSite } from '../site-process.ts'

/** The demo, on free ports. */
export interface DemoSite {
  /** `http://127.0.0.1:PORT/api` */
  readonly apiUrl: string
  readonly metricsUrl: string
  /** Stops the site and then the cluster. */
  stop: () => Promise<void>
}

/**
 * Builds the site and starts it over the local cluster with its articles.
 *
 * @throws {LocalClusterError} when the cluster cannot start
 */
export async function startDemoSite({ skipBuild, onStep }: { skipBuild: boolean, onStep: (line: string) => void }): Promise<DemoSite> {
  if (!skipBuild) {
    onStep('building the site')
    await buildSite()
  }
  const cluster = await startSeededCluster({ onStep })
  try {
    const port = await nextFreePort(26_000, new Set())
    const metricsPort = await nextFreePort(26_000, new Set([port]))
    const site = await startSite({ cluster, port, environment: { NUXT_METRICS_PORT: String(metricsPort) } })
    return {
      apiUrl: `${site.url}/api`,
      metricsUrl: `http://127.0.0.1:${metricsPort}`,
      async stop() {
        await site.stop()
        await cluster.stop()
      },
    }
  }
  catch (error) {
    await cluster.stop()
    throw error
  }
}
