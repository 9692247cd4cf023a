import { adminUrl } from '../../scripts/local-cluster/context.ts'
import type { LocalCluster, LocalClusterNode } from '../../scripts/local-cluster/index.ts'
import { waitUntil } from '../../scripts/local-cluster/polling.ts'
import { withDatabase } from '../../scripts/local-cluster/sql.ts'
import type { Database } from '../../scripts/local-cluster/sql.ts'
import { currentPrimary } from './switchover.ts'

/** Milliseconds until a step counts as failed. */
const patience = 20_000

/**
 * Stops a standby from applying what it goes on receiving.
 *
 * @param node a running standby
 * @returns once nothing more is applied
 * @throws Error when it is no standby or does not pause within 20 s
 */
export async function pauseReplay(node: LocalClusterNode): Promise<void> {
  await onNode(node, async (sql) => {
    await sql`select pg_wal_replay_pause()`
    await until(`${node.name} pauses`, async () => (await sql`select where pg_get_wal_replay_pause_state() = 'paused'`).length === 1)
  })
}

/**
 * Lets a paused standby apply again; does nothing to one that is not paused.
 *
 * @param node a running standby
 * @throws Error when it is no standby
 */
export async function resumeReplay(node: LocalClusterNode): Promise<void> {
  await onNode(node, async sql => await sql`select pg_wal_replay_resume()`)
}

/**
 * Makes a standby apply each commit so much later than the primary made it; holds through restarts and switchovers.
 *
 * @param node a running node; a primary minds the delay once it is a standby
 * @param milliseconds 0 for no delay
 * @returns once the delay is in force
 * @throws Error when the number is not whole, or the node does not take it within 20 s
 */
export async function delayReplay(node: LocalClusterNode, milliseconds: number): Promise<void> {
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) throw new Error(`${String(milliseconds)} is no delay in milliseconds`)
  const wanted = String(milliseconds)
  await onNode(node, async (sql) => {
    await sql.unsafe(`alter system ${milliseconds === 0 ? 'reset recovery_min_apply_delay' : `set recovery_min_apply_delay = '${wanted}ms'`}`)
    await sql`select pg_reload_conf()`
    await until(`${node.name} takes the delay`, async () => (await sql`select from pg_settings where name = 'recovery_min_apply_delay' and setting = ${wanted}`).length === 1)
  })
}

/**
 * Waits until every other running node has applied all that the present primary has written so far.
 *
 * @param cluster nodes that are down are passed over
 * @param deadline milliseconds
 * @throws Error naming those that have not by then: frozen, paused, following another, or primaries themselves
 */
export async function awaitCaughtUp(cluster: LocalCluster, deadline = patience): Promise<void> {
  const primary = await currentPrimary(cluster)
  const position = await onNode(primary, async sql => (await sql<{ position: string }[]>`select pg_current_wal_flush_lsn()::text as position`)[0]?.position ?? '')
  const end = performance.now() + deadline
  const others = cluster.nodes.filter(node => node.port !== primary.port && isRunning(node))
  const late = await Promise.all(others.map(async (node) => {
    const caughtUp = () => waitUntil(() => hasApplied(node, position), end - performance.now(), 20)
    return await caughtUp() ? [] : [node.name]
  }))
  if (late.flat().length > 0) throw new Error(`${late.flat().join(', ')} did not catch up with ${primary.name} within ${String(deadline)} ms`)
}

async function hasApplied(node: LocalClusterNode, position: string): Promise<boolean> {
  // A primary keeps the place where its own replay ended.
  const work = async (sql: Database) => (await sql`select where pg_is_in_recovery() and pg_last_wal_replay_lsn() >= ${position}::pg_lsn`).length === 1
  return await withDatabase(adminUrl(node.port, 'postgres'), 1000, work).catch(() => false)
}

function isRunning(node: LocalClusterNode): boolean {
  try {
    return node.pid > 0
  }
  catch {
    return false
  }
}

async function onNode<T>(node: LocalClusterNode, work: (sql: Database) => Promise<T>): Promise<T> {
  return await withDatabase(adminUrl(node.port, 'postgres'), 2 * patience, work)
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  if (!await waitUntil(condition, patience, 5)) throw new Error(`not within ${String(patience)} ms: ${what}`)
}
