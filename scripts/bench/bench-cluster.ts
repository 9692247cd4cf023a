import { resolve } from 'node:path'
import { migrate } from '../../server/database/migrate.ts'
import type { LocalCluster } from '../local-cluster/index.ts'
import { startLocalCluster } from '../local-cluster/index.ts'
import { isEmpty, seedDatabase } from '../seed/index.ts'

/**
 * A primary and two standbys with so many articles, kept below `.data/bench` for the next run.
 *
 * @throws {LocalClusterError} when the cluster cannot start
 */
export async function startBenchCluster(articles: number): Promise<LocalCluster> {
  const cluster = await startLocalCluster({
    dataDirectory: resolve(import.meta.dirname, `../../.data/bench/articles-${articles}`), port: 15_600, onStep: console.log,
  })
  try {
    await migrate(cluster.primaryUrl)
    if (await isEmpty(cluster.primaryUrl)) await seedDatabase({ url: cluster.primaryUrl, articles })
    return cluster
  }
  catch (error) {
    await cluster.stop()
    throw error
  }
}
