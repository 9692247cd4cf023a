import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalCluster, LocalClusterOptions } from '../../scripts/local-cluster/index.ts'
import { startLocalCluster } from '../../scripts/local-cluster/index.ts'

/** A cluster of its own in a folder of its own, gone without a trace after `remove`. */
export interface TemporaryCluster { cluster: LocalCluster, remove: () => Promise<void> }

/** @param options the cluster's; the folder is chosen here, and the first port unless it is given */
export async function startTemporaryCluster(options: Omit<LocalClusterOptions, 'dataDirectory'> = {}): Promise<TemporaryCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'kuberocks-test-'))
  // A private folder would send root's data to a place of its own, outside this folder.
  await chmod(folder, 0o755)
  const cluster = await startLocalCluster({ port: 16_000, ...options, dataDirectory: join(folder, 'postgres') })
  return {
    cluster,
    async remove() {
      await cluster.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
