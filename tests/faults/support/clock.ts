import { doublePrecision, pgTable } from 'drizzle-orm/pg-core'
import postgres from 'postgres'
import type { Reader } from '../../../server/database/reader.ts'
import { query } from '../local-cluster-support.ts'

const clock = pgTable('clock', { at: doublePrecision('at').notNull() })

/** Makes the table with its one row. */
export async function createClock(url: string): Promise<void> {
  await query(url, async (sql) => {
    await sql`create table clock (at float8 not null)`
    await sql`insert into clock values (${Date.now()})`
  })
}

/** Writes the time of day every 50 ms until it is stopped. */
export function startClock(url: string): { stop: () => Promise<void> } {
  const sql = postgres(url, { max: 1, fetch_types: false })
  let stopped = false
  const run = async () => {
    while (!stopped) {
      await sql`update clock set at = ${Date.now()}`
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopped = true
      await running
      await sql.end({ timeout: 1 })
    },
  }
}

export interface Ages { read: () => Promise<void>, worst: () => number }

function measureAges(readClock: () => Promise<number | undefined>): Ages {
  let worst = 0
  return {
    read: async () => {
      // What was true before the read was made is what it may not miss.
      const asked = Date.now()
      const at = await readClock()
      if (at === undefined) throw new Error('there is no clock')
      worst = Math.max(worst, asked - at)
    },
    worst: () => worst,
  }
}

/** Reads of the clock through the layer, and how many milliseconds the oldest answer was behind. */
export function agesOf(reader: Reader): Ages {
  const read = reader.select().from(clock).prepare('clock')
  return measureAges(async () => (await read.execute())[0]?.at)
}

/** The same by strict turns, without the layer. */
export function naiveAges(urls: readonly string[]): Ages & { close: () => Promise<void> } {
  const clients = urls.map(url => postgres(url, { max: 2, fetch_types: false }))
  let turn = 0
  return {
    ...measureAges(async () => {
      const client = clients[turn++ % clients.length]
      const rows = client ? await client<{ at: number }[]>`select at from clock` : []
      return rows[0]?.at
    }),
    close: async () => {
      await Promise.all(clients.map(client => client.end({ timeout: 1 })))
    },
  }
}
