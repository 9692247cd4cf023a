import { count, sql } from 'drizzle-orm'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { readDatabaseConfiguration } from '../../../../server/database/configuration.ts'
import { openDatabase } from '../../../../server/database/database.ts'
import { rootCause } from '../../../../server/database/errors.ts'
import type { Reader, ReadTransaction } from '../../../../server/database/reader.ts'
import { articles, tags } from '../../../../server/database/schema/index.ts'
import { articleRepository } from '../../../../server/repositories/article.ts'
import { countIndexScans, withConnection } from '../../support/database.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map(close => close()))
})

/** The layer over the shared cluster, with every host in use. */
async function open(options = '', readUrl: string | undefined = inject('readUrl')) {
  const database = openDatabase(readDatabaseConfiguration({
    NUXT_DATABASE_URL: inject('primaryUrl'),
    NUXT_DATABASE_RO_URL: readUrl && `${readUrl}${options}`,
  }))
  closers.push(() => database.close())
  await expect.poll(() => database.status().hosts.filter(({ state }) => state !== 'in use')).toEqual([])
  return database
}

/** Which host answers: no two of the cluster listen on one port. */
async function answeringPort(reader: ReadTransaction): Promise<number | undefined> {
  const [row] = await reader.select({ port: sql<number>`inet_server_port()` }).from(sql`(values (1)) one`)
  return row?.port
}

describe('the reader', () => {
  it('gives each of three hosts 100 of 300 prepared reads, as Postgres counts them', async () => {
    const { reader, status, close } = await open()
    const before = await countIndexScans('articles_newest')
    const repository = articleRepository(reader)
    for (let round = 0; round < 50; round++) {
      await Promise.all(Array.from({ length: 6 }, () => repository.list({ page: 1, size: 10 })))
    }
    // On a machine that is busy elsewhere a slow read may have been asked of a second host as well.
    const hedges = status().hosts.reduce((sum, host) => sum + host.hedges, 0)
    await close()
    await expect.poll(async () => {
      const after = await countIndexScans('articles_newest')
      const scans = after.map((count, host) => count - (before[host] ?? 0))
      return { together: scans.reduce((sum, count) => sum + count), uneven: Math.max(...scans) - Math.min(...scans) > hedges }
    }, { timeout: 15_000 }).toEqual({ together: 300 + hedges, uneven: false })
  })

  it('takes strict turns for queries that are not prepared, and for transactions', async () => {
    const { reader } = await open()
    const inTurn: (number | undefined)[] = []
    for (let read = 0; read < 6; read++) inTurn.push(await answeringPort(reader))
    expect(new Set(inTurn.slice(0, 3)).size).toBe(3)
    expect(inTurn.slice(3)).toEqual(inTurn.slice(0, 3))

    const transactions: (number | undefined)[] = []
    for (let read = 0; read < 6; read++) transactions.push(await reader.transaction(answeringPort))
    expect(new Set(transactions.slice(0, 3)).size).toBe(3)
    expect(transactions.slice(3)).toEqual(transactions.slice(0, 3))
  })

  it('shows a transaction one moment of one host', async () => {
    const { reader, writer } = await open('?load_balance_hosts=disable')
    const named = (reads: ReadTransaction) => reads.select().from(tags).where(sql`name = 'in-between'`)
    try {
      const [before, after] = await reader.transaction(async (reads) => {
        const first = await named(reads)
        await writer.insert(tags).values({ name: 'in-between' })
        return [first, await named(reads)]
      })
      expect([before, after]).toEqual([[], []])
      expect(await named(reader)).toHaveLength(1)
    }
    finally {
      await writer.delete(tags).where(sql`name = 'in-between'`)
    }
  })

  it('stays on the first host with load_balance_hosts=disable', async () => {
    const { reader } = await open('?load_balance_hosts=disable')
    const ports = new Set<number | undefined>()
    for (let read = 0; read < 6; read++) ports.add(await answeringPort(reader))
    expect(ports.size).toBe(1)
  })

  it('spreads over all hosts with load_balance_hosts=random', async () => {
    const { reader } = await open('?load_balance_hosts=random')
    const ports = new Set<number | undefined>()
    for (let read = 0; read < 60; read++) ports.add(await answeringPort(reader))
    expect(ports.size).toBe(3)
  })

  it('cannot write, on the primary neither', async () => {
    const { reader } = await open()
    for (let host = 0; host < 3; host++) {
      const write = writable(reader).insert(tags).values({ name: 'written-through-the-reader' })
      await expect(write.catch((error: unknown) => Promise.reject(rootCause(error)))).rejects.toMatchObject({ code: '25006' })
    }
  })

  it('offers no writes by its type', async () => {
    const { reader } = await open()
    // @ts-expect-error a reader has no insert
    void reader.insert
    // @ts-expect-error a reader runs no statement of the caller's own
    void reader.execute
    expect(reader.select).toBeTypeOf('function')
  })

  it('reads from the writer\'s host when NUXT_DATABASE_RO_URL is absent', async () => {
    const { reader } = await open('', '')
    const primaryPort = Number(new URL(inject('primaryUrl')).port)
    expect(await answeringPort(reader)).toBe(primaryPort)
    expect(await answeringPort(reader)).toBe(primaryPort)
  })
})

describe('the writer', () => {
  it('writes to the primary, and the standbys replay it', async () => {
    const { reader, writer } = await open()
    const [{ value: before } = { value: 0 }] = await writer.select({ value: count() }).from(articles)
    expect(before).toBe(500)
    await writer.insert(tags).values({ name: 'fresh' })
    try {
      for (let host = 0; host < 3; host++) {
        await expect.poll(() => reader.select().from(tags).where(sql`name = 'fresh'`)).toHaveLength(1)
      }
    }
    finally {
      await writer.delete(tags).where(sql`name = 'fresh'`)
    }
  })
})

describe('who has written', () => {
  it.each([
    ['awaited by the caller\'s function', async (reads: ReadTransaction) => await named(reads)],
    ['handed back to be awaited', (reads: ReadTransaction) => named(reads)],
  ])('sees it while no standby has replayed it, in a read that is %s', async (_how, read) => {
    const { reader, writer, writePosition, readFrom } = await open()
    const onStandbys = (statement: string) => Promise.all(inject('hosts').slice(1).map(({ adminUrl }) => withConnection(adminUrl, sql => sql.unsafe(statement))))
    await onStandbys('select pg_wal_replay_pause()')
    try {
      await writer.insert(tags).values({ name: 'just-written' })
      const position = await writePosition()
      for (let turn = 0; turn < 6; turn++) expect(await readFrom(position, () => read(reader))).toHaveLength(1)
      const without = [await read(reader), await read(reader), await read(reader)]
      expect(without.filter(rows => rows.length === 0), 'of a stranger').toHaveLength(2)
    }
    finally {
      await onStandbys('select pg_wal_replay_resume()')
      await writer.delete(tags).where(sql`name = 'just-written'`)
    }
  })
})

function named(reads: ReadTransaction) {
  return reads.select().from(tags).where(sql`name = 'just-written'`)
}

/** The reader without the protection of its type, to show that it needs none. */
function writable(reader: Reader): PostgresJsDatabase {
  if (!('insert' in reader) || !('transaction' in reader)) throw new TypeError('the reader is no Drizzle instance')
  return reader as PostgresJsDatabase
}
