import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalCluster, LocalClusterOptions } from './local-cluster/index.ts'
import { startLocalCluster } from './local-cluster/index.ts'

/** A cluster of its own in a folder of its own, gone without a trace after `remove`. */
export interface TemporaryCluster { cluster: LocalCluster, remove: () => Promise<void> }

/**
 * @param options the cluster's; the folder is chosen here, and the first port unless it is given
 * @throws {LocalClusterError} when it cannot start; nothing is left then
 */
export async function startTemporaryCluster(options: Omit<LocalClusterOptions, 'dataDirectory'> = {}): Promise<TemporaryCluster> {
  await using started = new AsyncDisposableStack()
  const folder = started.adopt(await mkdtemp(join(tmpdir(), 'kuberocks-cluster-')), path => rm(path, { recursive: true, force: true }))
  // A private folder would send root's data to a place of its own, outside this folder.
  await chmod(folder, 0o755)
  const cluster = started.adopt(await startLocalCluster({ port: 16_000, ...options, dataDirectory: join(folder, 'postgres') }), running => running.stop())
  const all = started.move()
  return { cluster, remove: () => all.disposeAsync() }
}
