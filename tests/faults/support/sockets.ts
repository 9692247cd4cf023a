import type { LocalCluster } from '../../../scripts/local-cluster/index.ts'
import type { Database } from '../../../server/database/database.ts'
import type { FaultyLink } from '../../support/faulty-link.ts'
import { openLink } from '../../support/faulty-link.ts'
import { eventually } from '../local-cluster-support.ts'

/** How many TCP sockets this process holds, open or opening. */
export function countTcpSockets(): number {
  return process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap').length
}

/** Opens one link to each node, and the reader's URL over them. */
export async function openLinks(cluster: LocalCluster): Promise<{ links: FaultyLink[], readUrl: string }> {
  const links = await Promise.all(cluster.nodes.map(({ port }) => openLink({ to: port })))
  return { links, readUrl: urlOver(links) }
}

/** The reader's URL over these links, without options. */
export function urlOver(links: readonly FaultyLink[]): string {
  return `postgres://kuberocks@${links.map(({ host, port }) => `${host}:${port}`).join(',')}/kuberocks`
}

/** Waits until the sockets of what has just ended are gone; a test counts from none. */
export async function noSockets(): Promise<void> {
  await eventually('no socket is open', () => countTcpSockets() === 0)
}

/**
 * Waits until every socket is accounted for: those of the pools, one for each heartbeat, and none beside
 * them, in this process and at the other end of each link.
 *
 * @param links one to each of the reader's hosts, the writer's host not among them
 */
export async function noLeak(database: Database, links: readonly FaultyLink[]): Promise<void> {
  // TCP tells the far end of a connection that ended in silence at its next attempt only.
  await eventually('no socket is left over', () => {
    const pools = database.status().hosts.filter(({ use }) => use === 'reads').map(({ sockets }) => sockets)
    const own = pools.reduce((sum, sockets) => sum + sockets, 0) + links.length + 1
    return countTcpSockets() === own && links.every((link, index) => link.connections() === (pools[index] ?? 0) + 1)
  }, 20_000).catch((error: unknown) => {
    const pools = database.status().hosts.map(({ host, sockets }) => `${host} ${sockets}`)
    throw new Error(`${countTcpSockets()} sockets; pools: ${pools.join(', ')}; links: ${links.map(link => link.connections()).join(', ')}`, { cause: error })
  })
}
