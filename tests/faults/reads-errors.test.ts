import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, DatabaseUnavailableError, ReadTimeoutError, rootCause } from '../../server/database/errors.ts'
import type { Reader } from '../../server/database/reader.ts'
import type { TemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { startTemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { eventually, query } from './local-cluster-support.ts'
import type { ObservedDatabase } from './support/database.ts'
import { allInUse, openObserved, prepareSchema } from './support/database.ts'
import { countTcpSockets, noSockets } from './support/sockets.ts'
import { startTraffic } from './support/traffic.ts'

const sleep = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

let temporary: TemporaryCluster

beforeAll(async () => {
  temporary = await startTemporaryCluster({ port: 18_700 })
  await prepareSchema(temporary.cluster)
})

afterAll(() => temporary.remove())

async function withDatabase<Result>(work: (database: ObservedDatabase) => Promise<Result>): Promise<Result> {
  const database = openObserved(temporary.cluster)
  try {
    await allInUse(database)
    return await work(database)
  }
  finally {
    await database.close()
  }
}

/** How often the servers have logged this statement: each does so when it fails there. */
async function countLogged(marker: string): Promise<number> {
  const counts = await Promise.all(temporary.cluster.nodes.map(async ({ adminUrl, name }) => {
    const [row] = await query(adminUrl, sql => sql<{ folder: string }[]>`show data_directory`.then(rows => rows.map(each => ({ folder: Object.values(each).join('') }))))
    const log = readFileSync(join(row?.folder ?? '', '..', `${name}.log`), 'utf8')
    return log.split('\n').filter(line => line.includes('STATEMENT:') && line.includes(marker)).length
  }))
  return counts.reduce((sum, count) => sum + count, 0)
}

function totals(database: ObservedDatabase) {
  const hosts = database.status().hosts.filter(({ use }) => use === 'reads')
  const sum = (key: 'queries' | 'errors' | 'retries' | 'hedges' | 'ejections') => hosts.reduce((total, host) => total + host[key], 0)
  return { queries: sum('queries'), errors: sum('errors'), retries: sum('retries'), hedges: sum('hedges'), ejections: sum('ejections') }
}

const faulty: Record<string, { code: string, read: (reader: Reader) => PromiseLike<unknown> }> = {
  no_such_function: { code: '42883', read: reader => reader.select({ value: sql`no_such_function()` }).from(sql`pg_sleep(0)`) },
  mistyped_keyword: { code: '42601', read: reader => reader.select({ value: sql`mistyped_keyword from from` }).from(sql`pg_sleep(0)`) },
  division_by_zero: { code: '22012', read: reader => reader.select({ value: sql`1 / length('') as division_by_zero` }).from(sql`pg_sleep(0)`) },
  own_time_limit: {
    code: '57014',
    read: reader => reader.transaction(async (transaction) => {
      await transaction.select({ limit: sql`set_config('statement_timeout', '50', true)` }).from(sql`pg_sleep(0)`)
      await transaction.select({ value: sql`1 as own_time_limit` }).from(sql`pg_sleep(0.5)`)
    }),
  },
}

describe('a read that is at fault itself', () => {
  it.each(Object.entries(faulty))('is executed once and rejects with its own error: %s', async (marker, { code, read }) => {
    const times = 12
    const logged = await countLogged(marker)
    const { codes, ...counts } = await withDatabase(async (database) => {
      const codes = new Set<string | undefined>()
      for (let time = 0; time < times; time++) codes.add(await read(database.reader).then(() => 'answered', codeOf))
      return { ...totals(database), codes }
    })
    const executed = await countLogged(marker) - logged
    console.log(`${marker}: ${times} reads failed with ${[...codes].join()}, executed ${executed} times, ${counts.retries} retries, ${counts.hedges} hedges, ${counts.ejections} ejections`)
    expect([...codes]).toEqual([code])
    expect(executed).toBe(times)
    expect(counts).toEqual({ queries: times, errors: 0, retries: 0, hedges: 0, ejections: 0 })
  })

  it('is given up at its deadline when it takes too long, and goes on on no server', async () => {
    await withDatabase(async (database) => {
      const start = performance.now()
      const error = await database.reader.select({ value: sql`1 as takes_too_long` }).from(sql`pg_sleep(5)`).then(() => 'answered', rootCause)
      const took = performance.now() - start
      expect(error).toBeInstanceOf(ReadTimeoutError)
      const running = async () => (await Promise.all(temporary.cluster.nodes.map(({ adminUrl }) => query(adminUrl, async sql =>
        (await sql`select from pg_stat_activity where state = 'active' and usename = 'kuberocks' and query like '%takes_too_long%'`).length)))).reduce((sum, count) => sum + count, 0)
      await eventually('no server runs it any more', async () => await running() === 0, 1000)
      console.log(`a read of 5 s: given up after ${Math.round(took)} ms, on no server ${Math.round(performance.now() - start)} ms after its start; ${totals(database).ejections} ejections`)
      expect(took).toBeLessThan(1250)
      expect(totals(database)).toMatchObject({ retries: 0, ejections: 0 })
    })
  })
})

describe('a slow read', () => {
  it('is asked twice no more often than 5 % and 20 times, and has its own answer', async () => {
    await withDatabase(async (database) => {
      let number = 0
      const traffic = startTraffic(async () => {
        const own = ++number
        const [row] = await database.reader.select({ value: sql<number>`${own}::int` }).from(sql`pg_sleep(0.3)`)
        if (row?.value !== own) throw new Error(`${row?.value} instead of ${own}`)
      })
      await sleep(4000)
      const report = await traffic.stop()
      const { hedges, retries } = totals(database)
      console.log(`reads of 300 ms at 20 concurrent: ${report.reads} reads, ${report.failed} failed, ${hedges} asked twice (at most ${Math.floor(0.05 * report.reads + 20)}), ${retries} retries, slowest ${report.slowest} ms`)
      expect(report.failures).toEqual([])
      expect(report.reads).toBeGreaterThan(200)
      expect(hedges).toBeLessThanOrEqual(0.05 * report.reads + 20)
    })
  })
})

describe('closing', () => {
  it('lets a running read end, refuses new ones, and leaves no socket', async () => {
    await noSockets()
    const database = openObserved(temporary.cluster)
    await allInUse(database)
    const start = performance.now()
    const running = database.reader.select({ value: sql<number>`42` }).from(sql`pg_sleep(0.5)`).then(rows => ({ rows, took: performance.now() - start }))
    await sleep(50)
    const closing = database.close().then(() => performance.now() - start)
    const refused = await database.reader.select({ value: sql`1` }).from(sql`pg_sleep(0)`).then(() => 'answered', rootCause)
    const { rows, took } = await running
    const closed = await closing
    await noSockets()
    console.log(`closed under a read of 500 ms: it was answered after ${Math.round(took)} ms, closed after ${Math.round(closed)} ms, ${countTcpSockets()} sockets`)
    expect(rows).toEqual([{ value: 42 }])
    expect(refused).toBeInstanceOf(DatabaseUnavailableError)
    expect(closed).toBeLessThan(1000)
  })

  it.each(['no host is frozen', 'one has been frozen all the time', 'one is frozen just before'])('lets the process end by itself within 2 s when %s', async (when) => {
    const frozen = temporary.cluster.nodes.at(-1)
    const { primaryUrl, readUrl } = temporary.cluster
    try {
      if (when.includes('all the time')) frozen?.freeze()
      const child = fork(join(import.meta.dirname, 'support', 'open-read-close.ts'), [primaryUrl, readUrl], { execArgv: [] })
      const [sockets] = await once(child, 'message')
      if (when.includes('just before')) frozen?.freeze()
      const start = performance.now()
      child.send('close')
      const ended = await Promise.race([once(child, 'exit').then(([code]) => String(code)), sleep(8000).then(() => 'still running')])
      const took = performance.now() - start
      child.kill('SIGKILL')
      console.log(`a process closes its database when ${when} (connections ${String(sockets)}): ended after ${Math.round(took)} ms with ${ended}`)
      expect(ended).toBe('0')
      expect(took).toBeLessThan(2000)
    }
    finally {
      frozen?.thaw()
    }
  })
})
