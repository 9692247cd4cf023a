import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalClusterNode } from '../../scripts/local-cluster/index.ts'
import { DatabaseOverloadedError, DatabaseUnavailableError, rootCause } from '../../server/database/errors.ts'
import type { TemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { startTemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { query } from './local-cluster-support.ts'
import { allInUse, openObserved, prepareSchema, preparedRead } from './support/database.ts'
import { liveHeap } from './support/heap.ts'

const sleep = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))
const DOWN_MS = process.env['FAULTS_LONG'] === '1' ? 5000 : 3000
const DEADLINE_MS = 1000
const MARGIN_MS = 250
const MiB = 2 ** 20
/** What pools and heartbeats that come and go may leave behind for a while; a leak of what waits is many times this. */
const HEAP_LIMIT = 6 * MiB

let temporary: TemporaryCluster
let nodes: readonly LocalClusterNode[]

beforeAll(async () => {
  temporary = await startTemporaryCluster({ port: 18_700 })
  ;({ nodes } = temporary.cluster)
  await prepareSchema(temporary.cluster)
})

afterAll(() => temporary.remove())

const killAll = () => Promise.all(nodes.map(node => node.kill()))

async function startAll(): Promise<void> {
  for (const node of nodes) await node.start()
}

type Outcome = 'answered' | 'unavailable' | 'overloaded' | 'other'
interface Ended { outcome: Outcome, took: number, at: number, said: string }

/** How a read ended, and when. */
async function watch(read: () => Promise<unknown>): Promise<Ended> {
  const start = performance.now()
  const end = (outcome: Outcome, said = '') => ({ outcome, took: performance.now() - start, at: performance.now(), said })
  try {
    await read()
    return end('answered')
  }
  catch (error) {
    const cause = rootCause(error)
    if (cause instanceof DatabaseUnavailableError) return end('unavailable')
    return cause instanceof DatabaseOverloadedError ? end('overloaded') : end('other', String(cause))
  }
}

/** Many at once, again and again: what each came to. */
function readSteadily(read: () => Promise<unknown>, concurrency: number) {
  const ended: Ended[] = []
  let stopped = false
  const readOn = async () => {
    while (!stopped) {
      ended.push(await watch(read))
      await sleep(5)
    }
  }
  const readers = Array.from({ length: concurrency }, readOn)
  return {
    ended,
    stop: async () => {
      stopped = true
      await Promise.all(readers)
    },
  }
}

/** The most connections for queries and heartbeats, and the most running queries, that a node showed until it was stopped. */
function watchSessions(node: LocalClusterNode) {
  let stopped = false
  const most = { connections: 0, running: 0, samples: 0 }
  const watching = query(node.adminUrl, async (sql) => {
    while (!stopped) {
      const [row] = await sql<{ connections: number, running: number }[]>`
        select count(*)::int as connections, count(*) filter (where state = 'active')::int as running from pg_stat_activity where usename = 'kuberocks'`
      most.samples++
      most.connections = Math.max(most.connections, row?.connections ?? 0)
      most.running = Math.max(most.running, row?.running ?? 0)
      await sleep(10)
    }
  })
  return async () => {
    stopped = true
    await watching
    return most
  }
}

const longest = (ended: readonly Ended[]) => Math.round(Math.max(0, ...ended.map(({ took }) => took)))

describe('reads while every host is down', () => {
  it(`end with a typed error at their deadline for ${DOWN_MS} ms, keep no memory, and are answered within 1 s of a host's return`, async () => {
    const database = openObserved(temporary.cluster)
    try {
      await allInUse(database)
      const traffic = readSteadily(preparedRead(database.reader), 200)
      await sleep(500)
      const heapBefore = await liveHeap()
      const down = performance.now()
      await killAll()
      await sleep(DOWN_MS - (performance.now() - down))
      const heapAfter = await liveHeap()
      // Those that were given their last chance just now may still be answered.
      const [primary] = nodes
      await primary?.start()
      const up = performance.now()
      await sleep(1000)
      await startAll()
      await allInUse(database)
      await traffic.stop()

      const during = traffic.ended.filter(({ at, took }) => at - took > down + 200 && at < up - 200)
      const firstGood = Math.min(...traffic.ended.filter(({ outcome, at }) => outcome === 'answered' && at > down + 500).map(({ at }) => at)) - up
      const failed = traffic.ended.filter(({ outcome }) => outcome !== 'answered')
      const grown = (heapAfter - heapBefore) / MiB
      console.log(`all down for ${Math.round(up - down)} ms at 200 concurrent: ${failed.length} reads ended unavailable, slowest after ${longest(traffic.ended)} ms; first answer ${Math.round(firstGood)} ms after the primary was ready; heap ${grown.toFixed(1)} MiB more (limit ${HEAP_LIMIT / MiB})`)
      expect(failed.filter(({ outcome }) => outcome !== 'unavailable')).toEqual([])
      expect(during.length).toBeGreaterThan(0)
      expect(longest(traffic.ended)).toBeLessThan(DEADLINE_MS + MARGIN_MS)
      expect(Math.min(...during.map(({ took }) => took))).toBeGreaterThan(DEADLINE_MS - 50)
      expect(firstGood).toBeLessThan(1000)
      expect(grown * MiB).toBeLessThan(HEAP_LIMIT)
    }
    finally {
      await startAll()
      await database.close()
    }
  })

  it('fail at once beyond a waiting line of 1,000, and the return is no stampede', async () => {
    const database = openObserved(temporary.cluster)
    try {
      await allInUse(database)
      const read = preparedRead(database.reader)
      await read()
      await killAll()
      await sleep(200)
      const start = performance.now()
      const all = await Promise.all(Array.from({ length: 2000 }, () => watch(read)))
      const took = performance.now() - start
      const [overloaded, unavailable] = [all.filter(({ outcome }) => outcome === 'overloaded'), all.filter(({ outcome }) => outcome === 'unavailable')]

      // 900 wait all the time, those of the last second are still there when the hosts return.
      const traffic = readSteadily(read, 900)
      await startAll()
      const stops = nodes.map(watchSessions)
      let inFlight = 0
      const sampling = setInterval(() => {
        inFlight = Math.max(inFlight, ...database.status().hosts.map(({ inUse, waiting }) => inUse + waiting))
      }, 2)
      await allInUse(database)
      await sleep(1500)
      clearInterval(sampling)
      await traffic.stop()
      const sessions = await Promise.all(stops.map(stop => stop()))
      const answered = traffic.ended.filter(({ outcome }) => outcome === 'answered').length
      console.log(`2,000 reads at once: ${overloaded.length} overloaded within ${longest(overloaded)} ms, ${unavailable.length} unavailable within ${longest(unavailable)} ms, ${Math.round(took)} ms all together; after the return ${answered} answers at 900 concurrent, at most ${inFlight} in flight per host, connections ${sessions.map(({ connections }) => connections).join('/')}, running ${sessions.map(({ running }) => running).join('/')} (${sessions.map(({ samples }) => samples).join('/')} samples)`)
      expect([overloaded.length, unavailable.length]).toEqual([1000, 1000])
      expect(longest(overloaded)).toBeLessThan(300)
      expect(longest(unavailable)).toBeLessThan(DEADLINE_MS + MARGIN_MS)
      expect(inFlight).toBeLessThanOrEqual(20)
      for (const { connections } of sessions) expect(connections).toBeLessThanOrEqual(11)
      expect(answered).toBeGreaterThan(1000)
    }
    finally {
      await startAll()
      await database.close()
    }
  })

  it('hang without the layer: a driver that is given all hosts goes round for ever', async () => {
    await killAll()
    const naive = postgres(`postgres://kuberocks@${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}/kuberocks`, { fetch_types: false, max: 1 })
    const outcome = await Promise.race([naive`select 1`.then(() => 'answered', () => 'failed'), sleep(2500).then(() => 'hangs')])
    console.log(`naive client of three hosts that are down: ${outcome} after 2500 ms`)
    await Promise.race([naive.end({ timeout: 0 }), sleep(100)])
    expect(outcome).toBe('hangs')
    await startAll()
  })
})
