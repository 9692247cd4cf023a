import { resolve } from 'node:path'
import type { LocalCluster } from '../local-cluster/index.ts'
import { startSeededCluster } from '../seeded-cluster.ts'

/**
 * A primary and two standbys with so many articles, kept below `.data/bench` for the next run.
 *
 * @throws {LocalClusterError} when the cluster cannot start
 */
export async function startBenchCluster(articles: number): Promise<LocalCluster> {
  return startSeededCluster({
    dataDirectory: resolve(import.meta.dirname, `../../.data/bench/articles-${articles}`), port: 15_600, onStep: console.log, articles,
  })
}
