import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, DatabaseUnavailableError, TransactionLostError, WriteOutcomeUnknownError } from '../../server/database/errors.ts'
import { articles } from '../../server/database/schema/index.ts'
import { afterwards, cleanUp, query } from './local-cluster-support.ts'
import { allInUse } from './support/database.ts'
import { countNumbers, numbered, rejection } from './support/numbered-writes.ts'
import type { WriterCluster } from './support/writer-cluster.ts'
import { pause, slowWrite, startWriterCluster } from './support/writer-cluster.ts'

const port = sql<number>`inet_server_port()`

let its: WriterCluster

beforeAll(async () => {
  its = await startWriterCluster(18_810)
  await query(its.primary.url, async (sql) => {
    await sql`create table strict_numbers (attempt int generated always as identity, number int primary key check (number > 0))`
    await sql`create function take_a_second() returns trigger language plpgsql as 'begin perform pg_sleep(1); return null; end'`
    await sql`create table slow_commits (number int not null)`
    await sql`create constraint trigger slow after insert on slow_commits deferrable initially deferred for each row execute function take_a_second()`
  })
})
afterAll(() => its.remove())
afterEach(cleanUp)

async function restart(): Promise<void> {
  await its.primary.kill()
  await its.primary.start()
}

describe('a write whose connection is lost', () => {
  it.each([['its server process is ended', () => its.terminate('active')], ['the primary is killed', restart]])('is of unknown outcome and not repeated when %s', async (_what, lose) => {
    const database = await its.open()
    const number = its.number()
    const ended = rejection(slowWrite(database, number))
    await its.sleeping()
    await lose()
    expect(await ended).toBeInstanceOf(WriteOutcomeUnknownError)
    await pause(1200)
    expect(await its.timesWritten(number)).toBe(0)
  })

  it('is of unknown outcome when that happens in its commit', async () => {
    const { writer } = await its.open()
    const number = its.number()
    let calls = 0
    const ended = rejection(writer.transaction(async (transaction) => {
      calls++
      await transaction.execute(sql`insert into slow_commits values (${number})`)
    }))
    await its.sleeping()
    await its.terminate('active')
    expect(await ended).toBeInstanceOf(WriteOutcomeUnknownError)
    expect(calls).toBe(1)
    expect(await its.timesWritten(number, 'slow_commits')).toBe(0)
  })

  it('is a lost transaction before the commit: nothing was applied, and its work ran once', async () => {
    const { writer } = await its.open()
    const number = its.number()
    let calls = 0
    const ended = rejection(writer.transaction(async (transaction) => {
      calls++
      await transaction.insert(numbered).values({ number })
      await transaction.execute(sql`select pg_sleep(1)`)
    }))
    await its.sleeping()
    await restart()
    expect(await ended).toBeInstanceOf(TransactionLostError)
    expect(calls).toBe(1)
    expect(await its.timesWritten(number)).toBe(0)
  })

  it.each([
    ['in a transaction', async (work: () => Promise<unknown>) => await work()],
    ['in a savepoint of it', async (work: () => Promise<unknown>, savepoint: (work: () => Promise<unknown>) => Promise<unknown>) => await savepoint(work)],
  ])('leaves no statement to another one\'s connection %s', async (_what, within) => {
    const { writer } = await its.open()
    // Twice as many as there are connections: half of them wait for one and get the lost ones once they stand again.
    const pairs = Array.from({ length: 20 }, () => ({ before: its.number(), after: its.number() }))
    const transactions = pairs.map(({ before, after }) => rejection(writer.transaction(async (transaction) => {
      await transaction.insert(numbered).values({ number: before })
      await within(async () => {
        await pause(150)
        await transaction.insert(numbered).values({ number: after })
      }, work => transaction.transaction(work))
    })))
    await pause(75)
    await its.terminate()
    const ended = await Promise.all(transactions)
    await pause(300)
    const kept = await countNumbers(its.primary.url)
    const lost = pairs.filter((_pair, index) => ended[index] instanceof TransactionLostError)
    expect(pairs.filter(({ before, after }) => kept.has(before) !== kept.has(after)), 'applied by half').toEqual([])
    expect(lost.filter(({ before, after }) => kept.has(before) || kept.has(after)), 'reported as lost, and applied').toEqual([])
    expect(lost.length).toBeGreaterThan(0)
  })
})

describe('a read transaction whose connection is lost', () => {
  it('runs again on another host, and ends no process', async () => {
    const database = await its.open()
    await allInUse(database)
    const { reader } = database
    const reads = Array.from({ length: 20 }, () => reader.transaction(async (transaction) => {
      await transaction.select({ port }).from(articles).limit(1)
      await pause(100)
      return await transaction.select({ port }).from(articles).limit(1)
    }))
    await pause(50)
    await query(its.primary.adminUrl, sql => sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'kuberocks'`)
    const ports = (await Promise.all(reads)).map(([row]) => row?.port)
    expect(ports.filter(answered => answered !== its.primary.port && answered !== its.cluster.nodes[1]?.port)).toEqual([])
  })
})

describe('a write that finds no primary', () => {
  it('waits and succeeds when the primary is back in time', async () => {
    const { writer, event } = await its.open()
    await its.primary.kill()
    // Sent into a connection that is only just dying, a write would be of unknown outcome.
    await event('primary-lost', undefined, 0)
    const number = its.number()
    const start = performance.now()
    const [ended] = await Promise.all([rejection(writer.insert(numbered).values({ number })), pause(500).then(() => its.primary.start())])
    console.log(`a write waited ${Math.round(performance.now() - start)} ms for a primary that was down`)
    expect(ended).toBeUndefined()
    expect(await its.timesWritten(number)).toBe(1)
  })

  it('ends within connect_timeout otherwise', async () => {
    const { writer, event } = await its.open(1)
    afterwards(() => its.primary.start())
    await its.primary.kill()
    await event('primary-lost', undefined, 0)
    const start = performance.now()
    const ended = await Promise.all([
      writer.insert(numbered).values({ number: its.number() }),
      writer.transaction(transaction => transaction.insert(numbered).values({ number: its.number() })),
    ].map(rejection))
    const took = performance.now() - start
    console.log(`a write without a primary ended after ${Math.round(took)} of 1000 ms`)
    for (const error of ended) expect(error).toBeInstanceOf(DatabaseUnavailableError)
    expect(took).toBeLessThan(1300)
  })
})

describe('a write\'s own error', () => {
  const attempts = () => query(its.primary.url, async sql => (await sql<{ last: number }[]>`select last_value::int as last from strict_numbers_attempt_seq`)[0]?.last ?? 0)

  it.each([['23505', 7], ['23514', -1]])('%s reaches the caller as it is, and once', async (code, number) => {
    const { writer, events } = await its.open()
    await writer.execute(sql`insert into strict_numbers (number) values (7) on conflict do nothing`)
    const [attemptsBefore, eventsBefore] = [await attempts(), events.length]
    const statement = sql`insert into strict_numbers (number) values (${number})`
    let calls = 0
    expect(codeOf(await rejection(writer.execute(statement)))).toBe(code)
    expect(codeOf(await rejection(writer.transaction((transaction) => {
      calls++
      return transaction.execute(statement)
    })))).toBe(code)
    expect([calls, await attempts() - attemptsBefore]).toEqual([1, 2])
    expect(events.slice(eventsBefore)).toEqual([])
  })

  it('is also the refusal of its own read-only transaction, which is no reason to look for another primary', async () => {
    const { writer, events } = await its.open()
    const before = events.length
    const refused = writer.transaction(transaction => transaction.insert(numbered).values({ number: its.number() }), { accessMode: 'read only' })
    expect(codeOf(await rejection(refused))).toBe('25006')
    expect(events.slice(before)).toEqual([])
  })

  it.each(['in a transaction', 'in a savepoint of it'])('is also what its work throws %s, though it reads like a lost connection', async (where) => {
    const { writer } = await its.open()
    const number = its.number()
    const elsewhere = Object.assign(new Error('connect ECONNREFUSED mail.test:25'), { code: 'ECONNREFUSED' })
    const fail = () => Promise.reject(elsewhere)
    const ended = rejection(writer.transaction(async (transaction) => {
      await transaction.insert(numbered).values({ number })
      await (where === 'in a transaction' ? fail() : transaction.transaction(fail))
    }))
    expect(await ended).toBe(elsewhere)
    expect(await its.timesWritten(number)).toBe(0)
  })
})
