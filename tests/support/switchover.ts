import { chownSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { findPackage, prepareBinaries } from '../../scripts/local-cluster/binaries.ts'
import { adminUrl } from '../../scripts/local-cluster/context.ts'
import { nodePlace } from '../../scripts/local-cluster/data-directory.ts'
import type { LocalCluster, LocalClusterNode } from '../../scripts/local-cluster/index.ts'
import { withLock } from '../../scripts/local-cluster/lock.ts'
import { waitUntil } from '../../scripts/local-cluster/polling.ts'
import { findPostmaster, haltNode } from '../../scripts/local-cluster/postmaster.ts'
import type { NodePlace } from '../../scripts/local-cluster/postmaster.ts'
import { isSameProcess, signalProcess } from '../../scripts/local-cluster/processes.ts'
import { receivingStandbys } from '../../scripts/local-cluster/replication.ts'
import { chooseAccount } from '../../scripts/local-cluster/run-as.ts'
import { startServer } from '../../scripts/local-cluster/server.ts'
import { withDatabase } from '../../scripts/local-cluster/sql.ts'
import type { Database } from '../../scripts/local-cluster/sql.ts'
import { connectionSetting } from '../../scripts/local-cluster/standby.ts'

/** How a switchover went; all times are of `performance.now()`. */
export interface Switchover {
  /** The primary before. */
  readonly from: LocalClusterNode
  /** When it was told to stop: from then on it accepts no writes. */
  readonly stoppingAt: number
  /** When its postmaster was gone. */
  readonly stoppedAt: number
  /** When the new primary was first seen to accept writes. */
  readonly acceptedAt: number
}

/** Milliseconds until a step counts as failed, and until a node counts as silent. */
const [patience, silence] = [20_000, 1000]

/**
 * Makes a standby the primary under running writes without losing an acknowledged one: the primary is stopped orderly,
 * which sends all it has to its standbys; the standby is seen to have all of it, then promoted; the other standbys follow
 * it. For temporary clusters only: the data folder no longer fits what a later start expects. Standbys that are down or
 * silent are left as they are, but one that is frozen holds up the stop.
 *
 * @param cluster its nodes in any roles
 * @param to a running standby whose replay is not paused
 * @param options `leaveOld`: the old primary becomes a standby of the new one on its own port, or stays down
 * @returns once every running standby receives from the new primary
 * @throws Error when no node is primary, `to` is the primary or no standby, or a step takes longer than 20 s
 */
export async function switchover(cluster: LocalCluster, to: LocalClusterNode, { leaveOld = 'standby' }: { readonly leaveOld?: 'standby' | 'stopped' } = {}): Promise<Switchover> {
  const roles = await readRoles(cluster)
  const { node: from, position } = leader(roles)
  const standbys = roles.filter(role => role.timeline === 0).map(role => role.node)
  if (!standbys.some(node => node.port === to.port)) throw new Error(`${to.name} is no standby that answers`)
  const followers = standbys.filter(node => node.port !== to.port)
  const place = await findPlace(from)
  // The cluster's watch must not copy a standby anew meanwhile.
  return await withLock(dirname(place.folder), async () => {
    // Restarts the followers that were started to follow one primary for ever, while there still is one to write to.
    for (const node of followers) await redirect(node, from)
    if (!(await receivingStandbys(from.port)).has(to.name)) await redirect(to, from)
    await awaitReceiving(from, [to, ...followers])
    // A primary ignores this setting; it counts once the node is restarted as a standby.
    await setPrimary(from, place, to)
    return await withDatabase(adminUrl(to.port, 'postgres'), 4 * patience, async (sql) => {
      await awaitReplay(sql, to, position)
      const stoppingAt = performance.now()
      await stopOrderly(place)
      const stoppedAt = performance.now()
      await awaitReplay(sql, to, shutdownPosition(place))
      const acceptedAt = await promoteOver(sql, to)
      await Promise.all([...followers.map(node => redirect(node, to)), leaveOld === 'standby' && startStandby(place, from.port)])
      await awaitReceiving(to, leaveOld === 'standby' ? [from, ...followers] : followers)
      return { from, stoppingAt, stoppedAt, acceptedAt }
    })
  })
}

/**
 * Promotes a standby and does nothing else: a primary that still runs stays one, and the other standbys stay with it.
 *
 * @param node a running standby
 * @returns when it was first seen to accept writes, of `performance.now()`
 * @throws Error when it is no standby or is not promoted within 20 s
 */
export async function promote(node: LocalClusterNode): Promise<{ acceptedAt: number }> {
  return await withDatabase(adminUrl(node.port, 'postgres'), 2 * patience, async sql => ({ acceptedAt: await promoteOver(sql, node) }))
}

/**
 * Makes a standby follow another primary, after a failover by {@link promote} for instance. It is restarted only if it
 * was started to follow one primary for ever. It is not checked whether it can follow: it must not be ahead.
 *
 * @param standby a running standby
 * @param primary a node that runs as primary
 * @returns once it receives from the primary
 * @throws Error when that takes longer than 20 s
 */
export async function follow(standby: LocalClusterNode, primary: LocalClusterNode): Promise<void> {
  const place = await findPlace(standby)
  await withLock(dirname(place.folder), async () => {
    await redirect(standby, primary)
    await awaitReceiving(primary, [standby])
  })
}

/**
 * The node that says it is primary; of several the one with the highest timeline. Silent nodes are passed over after 1 s.
 *
 * @throws Error when no node that answers is primary
 */
export async function currentPrimary(cluster: LocalCluster): Promise<LocalClusterNode> {
  return leader(await readRoles(cluster)).node
}

/** A node that answers; a standby's timeline counts as 0. */
interface Role { readonly node: LocalClusterNode, readonly timeline: number, readonly position: string }

async function readRoles(cluster: LocalCluster): Promise<Role[]> {
  const roles = await Promise.all(cluster.nodes.map(node => withDatabase(adminUrl(node.port, 'postgres'), silence, async (sql) => {
    // pg_control would tell the timeline of the last checkpoint, which a promotion does not wait for.
    const [row] = await sql<{ position: string, segment: string }[]>`
      select pg_current_wal_flush_lsn()::text as position, pg_walfile_name(pg_current_wal_lsn()) as segment where not pg_is_in_recovery()`
    return [{ node, position: row?.position ?? '', timeline: Number.parseInt(row?.segment.slice(0, 8) ?? '0', 16) }]
  }).catch(() => [])))
  return roles.flat()
}

function leader(roles: readonly Role[]): Role {
  const [first] = roles.filter(role => role.timeline > 0).sort((a, b) => b.timeline - a.timeline)
  if (first === undefined) throw new Error('no node that answers is primary')
  return first
}

async function findPlace(node: LocalClusterNode): Promise<NodePlace> {
  const folder = await withDatabase(adminUrl(node.port, 'postgres'), patience, async sql =>
    (await sql<{ data_directory: string }[]>`show data_directory`)[0]?.data_directory ?? '')
  return nodePlace(dirname(folder), basename(folder) === 'primary' ? 0 : Number(basename(folder).replace('standby-', '')))
}

async function redirect(standby: LocalClusterNode, primary: LocalClusterNode): Promise<void> {
  const place = await findPlace(standby)
  if (await setPrimary(standby, place, primary)) return
  await haltNode(place)
  await startStandby(place, standby.port)
}

/** Returns whether a standby now follows: what its command line says cannot be changed without a restart. */
async function setPrimary(node: LocalClusterNode, place: NodePlace, primary: LocalClusterNode): Promise<boolean> {
  return await withDatabase(adminUrl(node.port, 'postgres'), patience, async (sql) => {
    await sql.unsafe(`alter system set primary_conninfo = '${connectionSetting(place, primary.port)}'`)
    await sql`select pg_reload_conf()`
    return (await sql`select from pg_settings where name = 'primary_conninfo' and source <> 'command line'`).length === 1
  })
}

/** Starts a node as it was started before, but as a standby that can be redirected. */
async function startStandby(place: NodePlace, port: number): Promise<void> {
  const account = chooseAccount(place.folder)
  const signal = join(place.folder, 'standby.signal')
  writeFileSync(signal, '')
  if (account) chownSync(signal, account.uid, account.gid)
  // Postgres notes the command line of each start.
  const words = readFileSync(join(place.folder, 'postmaster.opts'), 'utf8').matchAll(/"-c" "([^"=]+)=([^"]*)"/g)
  const { primary_conninfo: _given, ...settings } = Object.fromEntries([...words].map(([, name = '', value = '']) => [name, value]))
  await startServer(place, port, { binaries: prepareBinaries(findPackage(), account), account, settings, shown: dirname(place.folder) }, {}, patience)
}

async function awaitReceiving(primary: LocalClusterNode, standbys: readonly LocalClusterNode[]): Promise<void> {
  const all = await waitUntil(async () => {
    const receiving = await receivingStandbys(primary.port)
    return standbys.every(({ name }) => receiving.get(name) === 'streaming')
  }, patience, 20)
  if (!all) throw new Error(`not all of ${standbys.map(({ name }) => name).join(', ')} receive from ${primary.name}`)
}

async function awaitReplay(sql: Database, standby: LocalClusterNode, position: string): Promise<void> {
  const replayed = async () => (await sql`select where pg_last_wal_replay_lsn() >= ${position}::pg_lsn`).length === 1
  if (!await waitUntil(replayed, patience, 5)) throw new Error(`${standby.name} has not replayed ${position}`)
}

/** Not by `haltNode`, which loses patience with a slow stop and then ends the node before it has sent everything. */
async function stopOrderly(place: NodePlace): Promise<void> {
  const postmaster = findPostmaster(place)?.process
  if (postmaster === undefined || !signalProcess(postmaster, 'SIGINT')) throw new Error(`${place.name} is down`)
  if (!await waitUntil(() => !isSameProcess(postmaster), patience, 2)) throw new Error(`${place.name} does not stop`)
}

/** Just behind the start of a stopped primary's last record, its shutdown checkpoint: replay moves on by whole records. */
function shutdownPosition(place: NodePlace): string {
  // struct ControlFileData: state at 16, where 1 is "shut down"; checkPoint at 32. All platforms are little-endian.
  const control = readFileSync(join(place.folder, 'global', 'pg_control'))
  if (control.readUInt32LE(16) !== 1) throw new Error(`${place.name} was not stopped orderly`)
  const position = control.readBigUInt64LE(32) + 1n
  return `${(position >> 32n).toString(16)}/${(position & 0xFFFF_FFFFn).toString(16)}`
}

async function promoteOver(sql: Database, standby: LocalClusterNode): Promise<number> {
  await sql`select pg_promote(false)`
  const accepts = async () => (await sql`select where not pg_is_in_recovery()`).length === 1
  if (!await waitUntil(accepts, patience, 5)) throw new Error(`${standby.name} is not promoted`)
  return performance.now()
}
