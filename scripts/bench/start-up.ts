import { resolve } from 'node:path'
import { buildSite } from '../build-site.ts'
import type { LocalCluster } from '../local-cluster/index.ts'
import { nextFreePort } from '../local-cluster/ports.ts'
import { startServer } from '../server-process.ts'
import { startBenchCluster } from './bench-cluster.ts'
import { buildHelloServer } from './hello-server.ts'

/** What a bench of the built site begins with. */
export interface BenchStart {
  cluster: LocalCluster
  /** The smallest Nitro server there is, to compare with. */
  helloUrl: string
  /** Free ones, for two servers more. */
  ports: readonly [number, number]
  /** Ends what was started, and what is added. */
  started: AsyncDisposableStack
}

/**
 * Builds the site, unless that is skipped, and starts what it is measured with.
 *
 * @throws {LocalClusterError} when the cluster cannot start; nothing runs then
 */
export async function startBench(articles: number, skipBuild: boolean): Promise<BenchStart> {
  if (!skipBuild) await buildSite()
  const hello = await buildHelloServer(resolve(import.meta.dirname, '../../.data/bench/hello'))
  await using started = new AsyncDisposableStack()
  const cluster = started.adopt(await startBenchCluster(articles), running => running.stop())
  const first = await nextFreePort(24_000, new Set())
  const second = await nextFreePort(24_000, new Set([first]))
  const helloPort = await nextFreePort(24_000, new Set([first, second]))
  started.adopt(await startServer(hello, { PORT: String(helloPort), HOST: '127.0.0.1' }), running => running.stop())
  return { cluster, helloUrl: `http://127.0.0.1:${helloPort}`, ports: [first, second], started: started.move() }
}
