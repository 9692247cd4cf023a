import { eq, sql } from 'drizzle-orm'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import type { Database } from '../../../server/database/database.ts'
import { isDatabaseUnavailable, isWriteOutcomeUnknown } from '../../../server/database/errors.ts'
import type { Position } from '../../../server/database/position.ts'

const visits = pgTable('visits', { visitor: text().primaryKey(), value: integer().notNull() })
const entries = pgTable('entries', { id: integer().primaryKey() })

const sleep = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

export interface VisitorsReport {
  /** Writes that were answered, and of those what the primary has in the end. */
  acknowledged: number
  lost: number
  /** Writes that ended with a typed error: of unknown outcome, and certainly not made. */
  unknown: number
  notMade: number
  /** Errors of any other kind: there should be none. */
  untyped: string[]
  /** Reads by somebody who has just written: all, those that missed it, those that ended typed because nobody had it. */
  ownReads: number
  stale: number
  unavailable: number
  /** Reads that showed an earlier state than the same client had seen. */
  backwards: number
}

/** People who write and look at what they wrote, over the layer; they stop when told. */
export async function startVisitors(database: Database, count = 4): Promise<{ stop: () => Promise<VisitorsReport> }> {
  await database.writer.execute(sql`create table visits (visitor text primary key, value int not null)`)
  await database.writer.execute(sql`create table entries (id int primary key)`)
  const report: VisitorsReport = { acknowledged: 0, lost: 0, unknown: 0, notMade: 0, untyped: [], ownReads: 0, stale: 0, unavailable: 0, backwards: 0 }
  const acknowledged: number[] = []
  let stopped = false
  let id = 0

  const note = (error: unknown) => {
    if (isWriteOutcomeUnknown(error)) report.unknown++
    else if (isDatabaseUnavailable(error)) report.notMade++
    else report.untyped.push(String(error instanceof Error ? error.cause ?? error : error))
  }

  const write = async (visitor: string, value: number): Promise<Position | undefined> => {
    try {
      const entry = ++id
      await database.writer.insert(entries).values({ id: entry })
      acknowledged.push(entry)
      await database.writer.transaction(transaction => transaction.insert(visits).values({ visitor, value })
        .onConflictDoUpdate({ target: visits.visitor, set: { value } }))
      return await database.writePosition()
    }
    catch (error) {
      note(error)
      return undefined
    }
  }

  const visit = async (visitor: string) => {
    let seenValue = 0
    let seen: Position | undefined
    const look = async (from: Position | undefined) => database.readFrom(from, async (reached) => {
      const [row] = await database.reader.select({ value: visits.value }).from(visits).where(eq(visits.visitor, visitor))
      return { value: row?.value ?? 0, reached: await reached() }
    })
    for (let value = 1; !stopped; value++) {
      const from = await write(visitor, value)
      for (let read = 0; read < 3 && !stopped; read++) {
        try {
          report.ownReads++
          const { value: found, reached } = await look(from ?? seen)
          if (from && found < value) report.stale++
          if (found < seenValue) report.backwards++
          seenValue = Math.max(seenValue, found)
          seen = reached
        }
        catch (error) {
          if (isDatabaseUnavailable(error)) report.unavailable++
          else note(error)
        }
        await sleep(20)
      }
    }
  }
  const visitors = Array.from({ length: count }, (_, visitor) => visit(`visitor ${visitor}`))
  return {
    stop: async () => {
      stopped = true
      await Promise.all(visitors)
      const found = new Set((await database.writer.select().from(entries)).map(entry => entry.id))
      return { ...report, acknowledged: acknowledged.length, lost: acknowledged.filter(entry => !found.has(entry)).length }
    },
  }
}
