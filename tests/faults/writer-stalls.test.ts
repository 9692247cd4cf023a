import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, DatabaseUnavailableError, TransactionLostError, WriteOutcomeUnknownError } from '../../server/database/errors.ts'
import { afterwards, cleanUp, eventually, query } from './local-cluster-support.ts'
import type { ObservedDatabase } from './support/database.ts'
import { numbered, rejection } from './support/numbered-writes.ts'
import type { WriterCluster } from './support/writer-cluster.ts'
import { pause, slowWrite, startWriterCluster } from './support/writer-cluster.ts'

let its: WriterCluster

beforeAll(async () => {
  its = await startWriterCluster(18_820)
})
afterAll(() => its.remove())
afterEach(cleanUp)

const write = ({ writer }: ObservedDatabase, number: number) => writer.insert(numbered).values({ number })

describe('a write on a frozen primary', () => {
  it('succeeds once the primary goes on, within connect_timeout', async () => {
    const database = await its.open(5)
    const number = its.number()
    afterwards(() => its.primary.thaw())
    its.primary.freeze()
    const writing = Promise.all([rejection(write(database, number)), rejection(database.writer.transaction(transaction => transaction.insert(numbered).values({ number: -number })))])
    await pause(1500)
    its.primary.thaw()
    expect(await writing).toEqual([undefined, undefined])
    expect([await its.timesWritten(number), await its.timesWritten(-number)]).toEqual([1, 1])
    expect(await rejection(write(database, its.number()))).toBeUndefined()
  })

  it('ends otherwise: of unknown outcome, or as a lost transaction, or for want of a primary', async () => {
    const database = await its.open(1)
    // A connection for each.
    await Promise.all([1, 2, 3].map(() => write(database, its.number())))
    const [single, within] = [its.number(), its.number()]
    afterwards(() => its.primary.thaw())
    const start = performance.now()
    const held = rejection(database.writer.transaction(async (transaction) => {
      await transaction.insert(numbered).values({ number: within })
      await pause(100)
      await transaction.insert(numbered).values({ number: within })
    }))
    await pause(50)
    its.primary.freeze()
    const sent = rejection(write(database, single))
    await eventually('the primary is missed', () => database.events.some(({ event }) => event.type === 'primary-lost'))
    const late = rejection(write(database, its.number()))
    expect(await sent).toBeInstanceOf(WriteOutcomeUnknownError)
    expect(await held).toBeInstanceOf(TransactionLostError)
    expect(await late).toBeInstanceOf(DatabaseUnavailableError)
    const took = performance.now() - start
    console.log(`writes on a frozen primary ended after ${Math.round(took)} ms with a connect_timeout of 1000`)
    expect(took).toBeLessThan(2500)
    its.primary.thaw()
    expect(await rejection(write(await its.open(), its.number()))).toBeUndefined()
    expect(await its.timesWritten(single)).toBeLessThanOrEqual(1)
    expect(await its.timesWritten(within)).toBe(0)
  })
})

describe('a primary fenced off by default_transaction_read_only', () => {
  const fence = (setting: string) => query(its.primary.adminUrl, async (sql) => {
    await sql.unsafe(`alter system ${setting}`)
    await sql`select pg_reload_conf()`
  })

  it('gets no writes, and its refusals reach no caller', async () => {
    const database = await its.open(1)
    afterwards(() => fence('reset default_transaction_read_only'))
    const errors: (Error | undefined)[] = []
    let over = false
    const writeOn = async (transactional: boolean) => {
      while (!over) {
        const number = its.number()
        errors.push(await rejection(transactional ? database.writer.transaction(transaction => transaction.insert(numbered).values({ number })) : write(database, number)))
      }
    }
    const writers = [true, false, true, false].map(writeOn)
    await pause(200)
    await fence('set default_transaction_read_only = on')
    await pause(2500)
    await fence('reset default_transaction_read_only')
    await pause(500)
    over = true
    await Promise.all(writers)
    const refused = errors.filter(error => error !== undefined)
    console.log(`${errors.length} writes around a fence, ${refused.length} refused after a second`)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.filter(error => !(error instanceof DatabaseUnavailableError))).toEqual([])
    expect(errors.at(-1)).toBeUndefined()
  })
})

describe('a write after the server has ended connections', () => {
  it('does not get the error that was meant for them', async () => {
    const database = await its.open()
    for (let round = 0; round < 20; round++) {
      await its.terminate()
      expect(await rejection(write(database, its.number())), `round ${round}`).toBeUndefined()
    }
  })

  it('does not get it either right after the write that did', async () => {
    const database = await its.open()
    const ended = rejection(slowWrite(database, its.number()))
    await its.sleeping()
    const [errors] = await Promise.all([ended.then(async error => [error, await rejection(write(database, its.number()))]), its.terminate('active')])
    expect(errors).toEqual([expect.any(WriteOutcomeUnknownError), undefined])
  })

  it('gets it from postgres.js alone', async () => {
    const client = postgres(its.primary.url, { max: 1, fetch_types: false, onnotice: () => {}, connection: { application_name: 'writer-faults' } })
    afterwards(() => client.end({ timeout: 0 }))
    const ended = rejection(client`select pg_sleep(1)`)
    await its.sleeping()
    const [codes] = await Promise.all([ended.then(async error => [codeOf(error), codeOf(await rejection(client`select 1`))]), its.terminate('active')])
    console.log(`baseline: after ${codes[0] ?? 'nothing'} the next query gets ${codes[1] ?? 'an answer'}`)
    expect(codes).toContain('57P01')
    expect(codes[1]).toBeDefined()
  })
})
