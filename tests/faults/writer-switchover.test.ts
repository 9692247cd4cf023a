import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { LocalClusterNode } from '../../scripts/local-cluster/index.ts'
import { follow, switchover } from '../support/switchover.ts'
import type { Switchover } from '../support/switchover.ts'
import type { TemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { startTemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { afterwards, cleanUp, eventually } from './local-cluster-support.ts'
import { allInUse, openObserved, preparedRead, prepareSchema } from './support/database.ts'
import type { NumberedWrite, Writing } from './support/numbered-writes.ts'
import { alternately, countNumbers, createNumbered, startWriting } from './support/numbered-writes.ts'
import { startTraffic } from './support/traffic.ts'

/** Ten, from any node to any other. */
const order = [1, 2, 0, 2, 1, 0, 1, 0, 2, 1]
const RESUME_WITHIN_MS = 300

let temporary: TemporaryCluster
let nodes: readonly LocalClusterNode[]

const node = (index: number): LocalClusterNode => {
  const found = nodes[index]
  if (!found) throw new Error(`there is no node ${index}`)
  return found
}

beforeAll(async () => {
  temporary = await startTemporaryCluster({ port: 18_800 })
  nodes = temporary.cluster.nodes
  await prepareSchema(temporary.cluster)
  await createNumbered(temporary.cluster.primaryUrl)
  // From now on a switchover restarts no standby but the old primary.
  for (const index of [1, 2]) await follow(node(index), node(0))
})
afterAll(() => temporary.remove())
afterEach(cleanUp)

/** What a switchover looked like to writers. */
function figures(done: Switchover, writes: readonly NumberedWrite[]) {
  const acknowledged = writes.filter(({ outcome }) => outcome === 'acknowledged').map(({ at }) => at).sort((a, b) => a - b)
  const resumed = acknowledged.find(at => at >= done.acceptedAt) ?? Number.POSITIVE_INFINITY
  const before = acknowledged.findLast(at => at < resumed) ?? done.stoppingAt
  const failed = writes.filter(({ at, outcome }) => outcome !== 'acknowledged' && at >= done.stoppingAt)
  return {
    gap: Math.round(resumed - before),
    resumed: Math.round(resumed - done.acceptedAt),
    unknown: failed.filter(({ outcome }) => outcome === 'unknown').length,
    nothingDone: failed.filter(({ outcome }) => outcome === 'nothing done').length,
  }
}

/** Switches over while it is written, and on until writes have been acknowledged again or a second is over. */
async function switchUnderWrites(writing: Writing, to: LocalClusterNode): Promise<{ done: Switchover, writes: readonly NumberedWrite[] }> {
  const first = writing.writes.length
  const acknowledged = (since: number) => writing.writes.filter(({ at, outcome }) => at >= since && outcome === 'acknowledged').length
  await eventually('some writes', () => acknowledged(0) > 0 && writing.writes.length > first + 50)
  const done = await switchover(temporary.cluster, to)
  await eventually('writes again', () => acknowledged(done.acceptedAt) > 50, 2000).catch(() => {})
  return { done, writes: writing.writes.slice(first) }
}

describe('writes across switchovers', () => {
  it('are never lost, never done twice, never refused as read-only, and go on at once, ten times in a row', async () => {
    const database = openObserved({ primaryUrl: temporary.cluster.readUrl, readUrl: temporary.cluster.readUrl })
    afterwards(() => database.close())
    await allInUse(database)
    const traffic = startTraffic(preparedRead(database.reader), { concurrency: 10, perSecond: 200 })
    const writing = startWriting(alternately(database.writer))
    const runs = []
    for (const index of order) {
      const { done, writes } = await switchUnderWrites(writing, node(index))
      runs.push({ to: node(index).name, ...figures(done, writes) })
    }
    const writes = await writing.stop()
    const reads = await traffic.stop()
    for (const [index, { to, gap, resumed, unknown, nothingDone }] of runs.entries()) {
      console.log(`switchover ${index + 1} to ${to}: no write for ${gap} ms, the first ${resumed} ms after the new primary accepts, ${unknown} of unknown outcome, ${nothingDone} transactions lost`)
    }
    const outcomes = (wanted: NumberedWrite['outcome']) => writes.filter(({ outcome }) => outcome === wanted)
    console.log(`${outcomes('acknowledged').length} writes acknowledged, ${reads.reads} reads, the slowest ${reads.slowest} ms`)

    const kept = await countNumbers(node(order.at(-1) ?? 0).url)
    expect(outcomes('other').map(({ said }) => said), 'errors that are not typed').toEqual([])
    expect(outcomes('acknowledged').filter(({ number }) => !kept.has(number)), 'acknowledged and lost').toEqual([])
    expect([...kept].filter(([, times]) => times > 1), 'done twice').toEqual([])
    expect(outcomes('nothing done').filter(({ number }) => kept.has(number)), 'reported as not done, and done').toEqual([])
    expect(database.events.filter(({ event }) => event.type === 'split-brain')).toEqual([])
    expect(reads.failures).toEqual([])
    expect(reads.failed).toBe(0)
    expect(Math.max(...runs.map(({ resumed }) => resumed)), JSON.stringify(runs)).toBeLessThan(RESUME_WITHIN_MS)
  }, 90_000)

  it.each([
    ['one host as before', () => temporary.cluster.nodes.find(({ port }) => port === node(order.at(-1) ?? 0).port)?.url ?? ''],
    ['postgres.js\'s own list of hosts', () => `${temporary.cluster.readUrl}?target_session_attrs=primary`],
  ])('fail again and again through %s', async (_what, url) => {
    const sql = postgres(url(), { max: 10, fetch_types: false, backoff: () => 0, connect_timeout: 5, onnotice: () => {} })
    afterwards(() => sql.end({ timeout: 0 }))
    const writing = startWriting(async number => await sql`insert into numbered values (${number - 1_000_000})`)
    const { done, writes } = await switchUnderWrites(writing, node(0))
    await switchover(temporary.cluster, node(order.at(-1) ?? 0))
    await Promise.race([writing.stop(), new Promise(resolve => setTimeout(resolve, 1000))])
    const failed = writes.filter(({ at, outcome }) => at >= done.stoppingAt && outcome !== 'acknowledged')
    const kinds = [...new Set(failed.map(({ said }) => said))]
    console.log(`baseline: ${failed.length} failed writes: ${kinds.slice(0, 4).join('; ')}; ${JSON.stringify(figures(done, writes))}`)
    expect(failed.length).toBeGreaterThan(0)
  })
})
