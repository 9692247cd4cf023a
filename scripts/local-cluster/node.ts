import { adminUrl, applicationUrl } from './context.ts'
import type { ClusterContext } from './context.ts'
import { nodePlace } from './data-directory.ts'
import { LocalClusterError, problem } from './errors.ts'
import { withLock } from './lock.ts'
import { findPostmaster, freezeNode, haltNode, killNode, thawNode } from './postmaster.ts'
import { PortTakenError } from './server.ts'
import { reseed, startPrimary, startStandby } from './standby.ts'

/** One server of a cluster. */
export interface LocalClusterNode {
  /** `primary`, `standby-1`, … after the folder; a promoted standby keeps its name. */
  readonly name: string
  readonly port: number
  /** The application's URL of this host alone. */
  readonly url: string
  /** The superuser's URL of this host alone. */
  readonly adminUrl: string
  /** The postmaster's pid now. Throws LocalClusterError while the node is down. */
  readonly pid: number
  /** Stops the postmaster and all its children with SIGSTOP. */
  freeze(): void
  thaw(): void
  /** Ends the node with SIGKILL; resolves when its processes are gone. */
  kill(): Promise<void>
  /** Starts the node again on the same port; does nothing while it runs. */
  start(): Promise<void>
  /** Stops the node, orderly if possible; resolves when its processes are gone. */
  stop(): Promise<void>
}

/**
 * Describes a running node.
 *
 * @param index 0 for the primary
 * @param ports by index
 */
export function describeNode(context: ClusterContext, index: number, ports: readonly number[]): LocalClusterNode {
  const place = nodePlace(context.base, index)
  const port = ports[index] ?? 0
  const start = async () => {
    if (findPostmaster(place)) return
    try {
      await (index === 0 ? startPrimary(context, port) : startStandby(context, index, port, ports[0] ?? 0))
    }
    catch (error) {
      if (error instanceof PortTakenError) {
        throw problem(`The port ${String(port)} of ${place.name} was taken while it was down`, 'stop what listens there', error)
      }
      if (index === 0 || !(error instanceof LocalClusterError)) throw error
      await reseed(context, index, port, ports[0] ?? 0)
    }
  }
  return {
    name: place.name,
    port,
    url: applicationUrl(port),
    adminUrl: adminUrl(port),
    get pid() {
      const postmaster = findPostmaster(place)
      if (postmaster) return postmaster.process.pid
      throw problem(`${place.name} is not running`, 'start it')
    },
    freeze: () => freezeNode(place),
    thaw: () => thawNode(place),
    kill: () => killNode(place),
    start: () => withLock(context.base, start),
    stop: () => withLock(context.base, () => haltNode(place)),
  }
}
