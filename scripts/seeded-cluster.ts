import { migrate } from '../server/database/migrate.ts'
import type { LocalCluster, LocalClusterOptions } from './local-cluster/index.ts'
import { startLocalCluster } from './local-cluster/index.ts'
import { isEmpty, seedDatabase } from './seed/index.ts'

/**
 * The local cluster with the schema up to date, and with articles if it has none.
 *
 * @param options the cluster's, with `onStep` told of the migration and the seed too; how many `articles`, 500 by default
 * @throws {LocalClusterError} when the cluster cannot start
 */
export async function startSeededCluster({ articles: wanted, ...options }: LocalClusterOptions & { articles?: number } = {}): Promise<LocalCluster> {
  const cluster = await startLocalCluster(options)
  try {
    await migrate(cluster.primaryUrl)
    if (await isEmpty(cluster.primaryUrl)) {
      const { users, articles, comments } = await seedDatabase({ url: cluster.primaryUrl, articles: wanted })
      options.onStep?.(`seeded ${users} users, ${articles} articles and ${comments} comments`)
    }
    return cluster
  }
  catch (error) {
    await cluster.stop()
    throw error
  }
}
