import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalCluster, LocalClusterOptions } from '../../scripts/local-cluster/index.ts'
import { startLocalCluster } from '../../scripts/local-cluster/index.ts'

/** A cluster of its own in a folder of its own, gone without a trace after `remove`. */
export interface TemporaryCluster { cluster: LocalCluster, remove: () => Promise<void> }

/** @param options the cluster's; ports and folder are chosen here */
export async function startTemporaryCluster(options: Omit<LocalClusterOptions, 'dataDirectory'> = {}): Promise<TemporaryCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'kuberocks-test-'))
  const cluster = await startLocalCluster({ port: 56_000, ...options, dataDirectory: join(folder, 'postgres') })
  return {
    cluster,
    async remove() {
      await cluster.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
