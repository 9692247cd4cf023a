import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalClusterNode } from '../../scripts/local-cluster/index.ts'
import { codeOf } from '../../server/database/errors.ts'
import { awaitCaughtUp } from '../support/replay.ts'
import type { TemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { startTemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { query } from './local-cluster-support.ts'
import type { ObservedDatabase } from './support/database.ts'
import { allInUse, openObserved, prepareSchema } from './support/database.ts'
import type { TrafficReport } from './support/traffic.ts'
import { startTraffic } from './support/traffic.ts'

const sleep = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))
const ROWS = 200
/** Fewer than fill the hosts' connections: each read takes most of its time asleep. */
const load = { concurrency: 10, perSecond: 40 }
const counted = sql<number>`count(*)::int`
const slowly = sql`victims, pg_sleep(0.15)`

let temporary: TemporaryCluster
let primary: LocalClusterNode
let standbys: LocalClusterNode[]

beforeAll(async () => {
  // A standby lets a query hold up its replay for this long only.
  temporary = await startTemporaryCluster({ port: 18_700, settings: { max_standby_streaming_delay: '50ms', autovacuum: 'off' } })
  const [first, ...others] = temporary.cluster.nodes
  if (!first) throw new Error('too few nodes')
  primary = first
  standbys = others
  await prepareSchema(temporary.cluster)
  await query(primary.url, async (sql) => {
    await sql`create table victims (id int not null)`
    await sql`insert into victims select generate_series(1, ${ROWS})`
  })
  await awaitCaughtUp(temporary.cluster)
})

afterAll(() => temporary.remove())

/** Replaces and vacuums all rows, and locks the table, again and again: each is a conflict for who reads it on a standby. */
async function whileRowsVanish<Result>(work: () => Promise<Result>): Promise<Result> {
  let stopped = false
  const vanishing = query(primary.url, async (sql) => {
    while (!stopped) {
      await sql.begin(async (transaction) => {
        await transaction`delete from victims`
        await transaction`insert into victims select generate_series(1, ${ROWS})`
      })
      await sql`vacuum victims`
      await sleep(150)
      await sql.begin(transaction => transaction`lock table victims in access exclusive mode`)
      await sleep(150)
    }
  })
  try {
    return await work()
  }
  finally {
    stopped = true
    await vanishing
  }
}

/** How many queries the standbys have cancelled so far for the sake of replay. */
async function countConflicts(): Promise<number> {
  const counts = await Promise.all(standbys.map(({ adminUrl }) => query(adminUrl, async sql =>
    (await sql<{ conflicts: number }[]>`select conflicts::int from pg_stat_database where datname = 'kuberocks'`)[0]?.conflicts ?? 0)))
  return counts.reduce((sum, count) => sum + count, 0)
}

async function underConflicts(readFrom: (database: ObservedDatabase) => () => Promise<void>, reader?: Record<string, string>): Promise<{ report: TrafficReport, retries: number, conflicts: number, ejections: number }> {
  const database = openObserved(temporary.cluster, reader ? { reader } : {})
  try {
    await allInUse(database)
    const before = await countConflicts()
    const report = await whileRowsVanish(async () => {
      const traffic = startTraffic(readFrom(database), load)
      await sleep(3000)
      return await traffic.stop()
    })
    // Servers count late.
    await sleep(300)
    const hosts = database.status().hosts.filter(({ use }) => use === 'reads')
    const sum = (key: 'retries' | 'ejections') => hosts.reduce((total, host) => total + host[key], 0)
    return { report, retries: sum('retries'), conflicts: await countConflicts() - before, ejections: sum('ejections') }
  }
  finally {
    await database.close()
  }
}

function print(what: string, { report, retries, conflicts, ejections }: Awaited<ReturnType<typeof underConflicts>>): void {
  console.log(`${what}: ${report.reads} reads, ${report.failed} failed, slowest ${report.slowest} ms, ${conflicts} cancelled by standbys, ${retries} retries, ${ejections} ejections`)
}

function expectAll(rows: readonly { rows: number }[]): void {
  if (rows[0]?.rows !== ROWS) throw new Error(`${rows[0]?.rows} rows instead of ${ROWS}`)
}

describe('a read that a standby cancels for the sake of its replay', () => {
  it('is answered by another host, and the standby stays in use', async () => {
    const result = await underConflicts(({ reader }) => {
      const read = reader.select({ rows: counted }).from(slowly).prepare('slowly')
      return async () => expectAll(await read.execute())
    })
    print('reads of 150 ms', result)
    expect(result.conflicts).toBeGreaterThan(0)
    expect(result.report.failures).toEqual([])
    expect(result.report.failed).toBe(0)
    expect(result.retries).toBeGreaterThan(0)
    expect(result.ejections).toBe(0)
  })

  it('is repeated as a whole when it is a transaction whose statement was cancelled', async () => {
    const result = await underConflicts(({ reader }) => () => reader.transaction(async (transaction) => {
      expectAll(await transaction.select({ rows: counted }).from(slowly))
    }))
    print('transactions with a statement of 150 ms', result)
    expect(result.conflicts).toBeGreaterThan(0)
    expect(result.report.failures).toEqual([])
    expect(result.report.failed).toBe(0)
    expect(result.ejections).toBe(0)
  })

  it('is repeated as a whole when the standby ends the connection of an idle transaction', async () => {
    const result = await underConflicts(({ reader }) => () => reader.transaction(async (transaction) => {
      const rows = transaction.select({ rows: counted }).from(sql`victims`)
      expectAll(await rows)
      await sleep(150)
      expectAll(await transaction.select({ rows: counted }).from(sql`victims`))
    }))
    print('transactions idle for 150 ms', result)
    expect(result.conflicts).toBeGreaterThan(0)
    expect(result.report.failures).toEqual([])
    expect(result.report.failed).toBe(0)
    expect(result.ejections).toBe(0)
  })

  it('fails without the layer', async () => {
    const codes = await whileRowsVanish(() => Promise.all(standbys.map(({ url }) => query(url, async (sql) => {
      const seen: string[] = []
      for (let attempt = 0; attempt < 10; attempt++) {
        await sql`select count(*) from victims, pg_sleep(0.15)`.catch((error: unknown) => seen.push(codeOf(error) ?? String(error)))
      }
      return seen
    }))))
    console.log(`naive clients of the two standbys: ${codes.flat().length} of 20 reads failed with ${[...new Set(codes.flat())].join(', ')}`)
    expect(codes.flat()).toContain('40001')
  })
})
