import type { ClusterContext } from './context.ts'
import { nodePlace } from './data-directory.ts'
import { explain } from './errors.ts'
import { withLock } from './lock.ts'
import { findPostmaster } from './postmaster.ts'
import { isStranded, receivingStandbys } from './replication.ts'
import { reseed } from './standby.ts'

const interval = 2000

/**
 * Looks every two seconds for running standbys that can never catch up and copies the primary to them anew. Standbys that
 * are down, frozen or promoted are left alone, and so is everything while the primary does not answer.
 *
 * @param ports by index: the primary's at 0
 * @returns stops looking; resolves when a look under way is over
 */
export function watchStandbys(context: ClusterContext, ports: readonly number[]): () => Promise<void> {
  const [primaryPort = 0, ...standbyPorts] = ports
  const suspected = new Set<number>()
  let current = Promise.resolve()
  let stopped = false
  let busy = false

  const look = async () => {
    const receiving = await receivingStandbys(primaryPort)
    for (const [offset, port] of standbyPorts.entries()) {
      const index = offset + 1
      if (receiving.has(nodePlace(context.base, index).name) || !await needsCopy(index, port)) {
        suspected.delete(index)
      }
      else if (!suspected.has(index)) {
        // A receiver that has just been restarted deserves a second look.
        suspected.add(index)
      }
      else if (!stopped) {
        suspected.delete(index)
        await withLock(context.base, async () => {
          if (stopped || !await needsCopy(index, port)) return
          await reseed(context, index, port, primaryPort).catch((error: unknown) => context.step(explain(error, context.server.shown).message))
        })
      }
    }
  }

  const needsCopy = async (index: number, port: number) => {
    const postmaster = findPostmaster(nodePlace(context.base, index))
    return postmaster !== undefined && postmaster.ready && !postmaster.process.frozen && await isStranded(port, primaryPort)
  }

  const timer = setInterval(() => {
    const primary = findPostmaster(nodePlace(context.base, 0))
    if (busy || primary === undefined || primary.process.frozen || standbyPorts.length === 0) return
    busy = true
    // A server that does not answer is none of this watch's business; the next look may find it again.
    current = look().catch(() => {}).finally(() => {
      busy = false
    })
  }, interval)
  timer.unref()
  return async () => {
    stopped = true
    clearInterval(timer)
    await current
  }
}
