import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../server/database/migrate.ts'
import { startLocalCluster } from './local-cluster/index.ts'
import { nextFreePort } from './local-cluster/ports.ts'
import { seedDatabase } from './seed/index.ts'
import { startSite } from './site-process.ts'

/** The built site over a cluster of its own, and how to be rid of both. */
export interface TemporarySite { url: string, stop: () => Promise<void> }

/**
 * Starts the built site over a primary and a standby in a folder of their own.
 *
 * @throws when there is no build, or when cluster or site cannot start
 */
export async function startTemporarySite(articles: number): Promise<TemporarySite> {
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const step of stops.splice(0).toReversed()) await step()
  }
  try {
    const folder = await mkdtemp(join(tmpdir(), 'kuberocks-site-'))
    stops.push(() => rm(folder, { recursive: true, force: true }))
    // A private folder would send root's data to a place of its own, outside this folder.
    await chmod(folder, 0o755)
    const cluster = await startLocalCluster({ dataDirectory: join(folder, 'postgres'), port: 14_500, standbys: 1 })
    stops.push(() => cluster.stop())
    await migrate(cluster.primaryUrl)
    await seedDatabase({ url: cluster.primaryUrl, articles })
    const port = await nextFreePort(27_000, new Set())
    const site = await startSite({ cluster, port, environment: { HOST: '127.0.0.1', NUXT_PUBLIC_SITE_URL: `http://127.0.0.1:${port}` } })
    stops.push(() => site.stop())
    return { url: site.url, stop }
  }
  catch (error) {
    await stop()
    throw error
  }
}
