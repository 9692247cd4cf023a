import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import { seedDatabase } from '../../../scripts/seed/index.ts'
import { startSite } from '../../../scripts/site-process.ts'
import { migrate } from '../../../server/database/migrate.ts'
import { startTemporaryCluster } from '../../../scripts/temporary-cluster.ts'

/** The built site over a primary and a standby of its own, with 500 articles. Needs `npm run build` first. */
export default async function setup(): Promise<() => Promise<void>> {
  const { cluster, remove } = await startTemporaryCluster({ port: 17_000, standbys: 1 })
  try {
    await migrate(cluster.primaryUrl)
    await seedDatabase({ url: cluster.primaryUrl, articles: 500, seed: 1 })
    const port = await nextFreePort(23_000, new Set())
    const site = await startSite({ cluster, port, environment: { HOST: '127.0.0.1' } })
    process.env['E2E_BASE_URL'] = site.url
    process.env['E2E_DATABASE_URL'] = cluster.primaryUrl
    return async () => {
      await site.stop()
      await remove()
    }
  }
  catch (error) {
    await remove()
    throw error
  }
}
