import { sql } from 'drizzle-orm'
import { integer, pgTable } from 'drizzle-orm/pg-core'
import { codeOf, DatabaseUnavailableError, TransactionLostError, WriteOutcomeUnknownError } from '../../../server/database/errors.ts'
import type { Writer } from '../../../server/database/writer.ts'
import { query } from '../local-cluster-support.ts'

/** Rows are told apart by their number; nothing keeps one from being there twice. */
export const numbered = pgTable('numbered', { number: integer().notNull() })

export async function createNumbered(url: string): Promise<void> {
  await query(url, sql => sql`create table if not exists numbered (number int not null)`)
}

/** How often each number is in the table of this server. */
export async function countNumbers(url: string): Promise<Map<number, number>> {
  const rows = await query(url, sql => sql<{ number: number, times: number }[]>`select number, count(*)::int as times from numbered group by number`)
  return new Map(rows.map(({ number, times }) => [number, times]))
}

export type WriteOutcome = 'acknowledged' | 'unknown' | 'nothing done' | 'other'

export interface NumberedWrite { number: number, at: number, outcome: WriteOutcome, said: string }

const ownErrors = [WriteOutcomeUnknownError, TransactionLostError, DatabaseUnavailableError]

/** The layer's own error that a rejection is, or was caused by. */
function typedError(error: unknown): Error | undefined {
  const own = ownErrors.find(type => error instanceof type)
  if (own && error instanceof Error) return error
  return error instanceof Error && error.cause !== undefined ? typedError(error.cause) : undefined
}

/** What a write rejects with, the layer's own error if it is one; undefined when it does not. */
export async function rejection(write: PromiseLike<unknown>): Promise<Error | undefined> {
  try {
    await write
    return undefined
  }
  catch (error) {
    return typedError(error) ?? (error instanceof Error ? error : new Error(String(error)))
  }
}

function judge(error: unknown): WriteOutcome {
  const own = typedError(error)
  if (own instanceof WriteOutcomeUnknownError) return 'unknown'
  return own instanceof TransactionLostError ? 'nothing done' : 'other'
}

export interface Writing {
  readonly writes: readonly NumberedWrite[]
  stop: () => Promise<readonly NumberedWrite[]>
}

/** Writes one number after the other in every writer, never one twice. */
export function startWriting(write: (number: number) => Promise<unknown>, { writers = 8, pause = 2 } = {}): Writing {
  const writes: NumberedWrite[] = []
  let [last, stopped] = [0, false]
  const writeOn = async () => {
    while (!stopped) {
      const number = ++last
      try {
        await write(number)
        writes.push({ number, at: performance.now(), outcome: 'acknowledged', said: '' })
      }
      catch (error) {
        const said = `${typedError(error)?.name ?? String(error)} ${codeOf(error) ?? ''}`
        writes.push({ number, at: performance.now(), outcome: judge(error), said })
      }
      await new Promise(resolve => setTimeout(resolve, pause))
    }
  }
  const running = Array.from({ length: writers }, writeOn)
  return {
    writes,
    stop: async () => {
      stopped = true
      await Promise.all(running)
      return writes
    },
  }
}

/** Single statements and transactions in turn. */
export function alternately(writer: Writer): (number: number) => Promise<unknown> {
  return async (number) => {
    if (number % 2 === 1) return await writer.insert(numbered).values({ number })
    return await writer.transaction(async (transaction) => {
      await transaction.execute(sql`select count(*) from tags`)
      await transaction.insert(numbered).values({ number })
    })
  }
}
