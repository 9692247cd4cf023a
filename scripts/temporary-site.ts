import { migrate } from '../server/database/migrate.ts'
import { nextFreePort } from './local-cluster/ports.ts'
import { seedDatabase } from './seed/index.ts'
import { startSite } from './site-process.ts'
import { startTemporaryCluster } from './temporary-cluster.ts'

/** The built site over a cluster of its own, and how to be rid of both. */
export interface TemporarySite { url: string, stop: () => Promise<void> }

/**
 * Starts the built site over a primary and a standby in a folder of their own.
 *
 * @throws when there is no build, or when cluster or site cannot start
 */
export async function startTemporarySite(articles: number): Promise<TemporarySite> {
  await using started = new AsyncDisposableStack()
  const { cluster } = started.adopt(await startTemporaryCluster({ port: 14_500, standbys: 1 }), ({ remove }) => remove())
  await migrate(cluster.primaryUrl)
  await seedDatabase({ url: cluster.primaryUrl, articles })
  const port = await nextFreePort(27_000, new Set())
  const site = started.adopt(await startSite({ cluster, port, environment: { HOST: '127.0.0.1', NUXT_PUBLIC_SITE_URL: `http://127.0.0.1:${port}` } }), running => running.stop())
  const all = started.move()
  return { url: site.url, stop: () => all.disposeAsync() }
}
