import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalClusterNode } from '../../scripts/local-cluster/index.ts'
import { awaitCaughtUp, pauseReplay, resumeReplay } from '../support/replay.ts'
import type { TemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { startTemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { query } from './local-cluster-support.ts'
import { agesOf, createClock, naiveAges, startClock } from './support/clock.ts'
import { allInUse, openObserved, prepareSchema } from './support/database.ts'
import { startTraffic } from './support/traffic.ts'

const sleep = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))
/** Shorter than the default: the same, sooner. */
const MAX_LAG_MS = 1000
const MARGIN_MS = 500
const reader = { max_lag: String(MAX_LAG_MS / 1000) }

let temporary: TemporaryCluster
let primary: LocalClusterNode
let standby: LocalClusterNode
let host: string

beforeAll(async () => {
  temporary = await startTemporaryCluster({ port: 18_700 })
  const [first, , last] = temporary.cluster.nodes
  if (!first || !last) throw new Error('too few nodes')
  primary = first
  standby = last
  host = `127.0.0.1:${standby.port}`
  await prepareSchema(temporary.cluster)
  await createClock(primary.url)
  await awaitCaughtUp(temporary.cluster)
})

afterAll(() => temporary.remove())

/** Where the primary has come to; unlike anything before when something was written meanwhile. */
const position = () => query(primary.adminUrl, async sql => (await sql<{ lsn: string }[]>`select pg_current_wal_insert_lsn()::text as lsn`)[0]?.lsn)

describe('a standby whose replay is paused', () => {
  it('is out once it lags by more than max_lag, so that no read is older, and back after it resumes', async () => {
    const database = openObserved(temporary.cluster, { reader })
    const naive = naiveAges(temporary.cluster.nodes.map(({ url }) => url))
    const clock = startClock(primary.url)
    try {
      await allInUse(database)
      const ages = agesOf(database.reader)
      const traffic = startTraffic(ages.read)
      const unaware = startTraffic(naive.read, { concurrency: 3, perSecond: 100 })
      await sleep(300)
      const usual = ages.worst()

      const asked = performance.now()
      await pauseReplay(standby)
      const paused = performance.now()
      const gone = await database.event('host-ejected', host, asked, 5000)
      const why = database.events.flatMap(({ event }) => event.type === 'host-ejected' ? [event.failure.kind] : [])
      await sleep(1000)
      const resumed = performance.now()
      await resumeReplay(standby)
      const back = await database.event('host-admitted', host, resumed)
      await sleep(200)
      const report = await traffic.stop()
      await unaware.stop()

      console.log(`replay paused: out after ${Math.round(gone - asked)} ms (max_lag ${MAX_LAG_MS}), back ${Math.round(back - resumed)} ms after the resume; oldest answer ${ages.worst()} ms (usually ${usual}), of the naive client ${naive.worst()} ms; ${report.reads} reads, ${report.failed} failed, ${report.perSecond} reads/s`)
      expect(why).toEqual(['lagging'])
      expect(gone - paused).toBeGreaterThan(MAX_LAG_MS - 200)
      expect(gone - asked).toBeLessThan(MAX_LAG_MS + MARGIN_MS)
      expect(back - resumed).toBeLessThan(1000)
      expect(ages.worst()).toBeLessThan(MAX_LAG_MS + MARGIN_MS)
      expect(naive.worst()).toBeGreaterThan(MAX_LAG_MS + MARGIN_MS)
      expect(report.failures).toEqual([])
      expect(report.failed).toBe(0)
    }
    finally {
      await resumeReplay(standby)
      await clock.stop()
      await Promise.all([database.close(), naive.close()])
    }
  })

  it('stays in use while nothing is written', async () => {
    await awaitCaughtUp(temporary.cluster)
    const database = openObserved(temporary.cluster, { reader })
    try {
      await allInUse(database)
      let [quiet, windows] = [false, 0]
      // The server writes a few bytes by itself now and then, which is lag indeed: that window does not count.
      for (; !quiet && windows < 5; windows++) {
        await allInUse(database)
        const from = database.events.length
        const before = await position()
        await pauseReplay(standby)
        await sleep(MAX_LAG_MS + MARGIN_MS)
        const ejected = database.events.slice(from).filter(({ event }) => event.type === 'host-ejected')
        quiet = await position() === before
        await resumeReplay(standby)
        if (quiet) expect(ejected).toEqual([])
      }
      console.log(`replay paused, nothing written for ${MAX_LAG_MS + MARGIN_MS} ms: in use throughout (window ${windows})`)
      expect(quiet).toBe(true)
    }
    finally {
      await resumeReplay(standby)
      await database.close()
    }
  })

  it('is not used by processes that start after it has fallen behind', async () => {
    const clock = startClock(primary.url)
    try {
      await pauseReplay(standby)
      await sleep(MAX_LAG_MS + MARGIN_MS)
      let [worst, reads, answered] = [0, 0, 0]
      for (let start = 0; start < 5; start++) {
        const database = openObserved(temporary.cluster, { reader })
        const ages = agesOf(database.reader)
        const traffic = startTraffic(ages.read)
        await sleep(300)
        const report = await traffic.stop()
        answered += database.status().hosts.find(status => status.host === host && status.use === 'reads')?.queries ?? Number.NaN
        await database.close()
        worst = Math.max(worst, ages.worst())
        reads += report.reads
        expect(report.failures).toEqual([])
        expect(database.events.filter(({ event }) => event.type === 'host-admitted' && event.host === host)).toEqual([])
      }
      console.log(`5 starts beside a standby that is behind: ${answered} of ${reads} reads answered by it, oldest answer ${worst} ms`)
      expect(answered).toBe(0)
      expect(worst).toBeLessThan(MAX_LAG_MS + MARGIN_MS)
    }
    finally {
      await resumeReplay(standby)
      await clock.stop()
    }
  })
})
