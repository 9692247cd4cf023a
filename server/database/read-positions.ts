import { sql } from 'drizzle-orm'
import { withinReadContext } from './balancer/reads/read-context.ts'
import type { ReadContext } from './balancer/reads/read-context.ts'
import type { ReadFleet } from './balancer/reads/read-fleet.ts'
import type { ReadHost } from './balancer/reads/read-host.ts'
import type { Position } from './position.ts'
import { earliestPosition, laterPosition, parseLsn, UNREACHED_LSN } from './position.ts'
import type { Writer } from './writer.ts'

/** Resolves with a position that includes all that the caller's reads have seen so far, or with `from` when there were none. */
type AskSeen = () => Promise<Position | undefined>
/** A position that each of the caller's reads so far has included: what was written up to it was there. Undefined where that is not known. */
type TellIncluded = () => Position | undefined

/** What lets a caller see what they have written, and never an earlier state than they have seen. */
export interface ReadPositions {
  /**
   * Where the primary is. Taken after a commit, whoever has replayed up to it sees that write.
   *
   * @throws {DatabaseUnavailableError} when there is no primary
   */
  writePosition: () => Promise<Position>
  /**
   * Runs reads on behalf of one caller.
   *
   * @param from what they must see; a position of another cluster is ignored
   * @param work can ask what its reads have seen at most, and at least
   */
  readFrom: <Result>(from: Position | undefined, work: (seen: AskSeen, included: TellIncluded) => PromiseLike<Result> | Result) => Promise<Result>
  /** The newest position that heartbeats have seen; undefined while no primary was seen. */
  latestPosition: () => Position | undefined
  /**
   * Whether every host had replayed this so many milliseconds ago, at most 2,000: whatever was read since then includes it, and
   * nobody needs to remember it.
   */
  wasEverywhere: (position: Position, ago: number) => boolean
  /** Milliseconds after which every host in use has replayed what was written: twice `max_lag`. */
  readonly positionLifetime: number
}

const nowhere: Position = { system: '', timeline: 0, lsn: 0n }

const statement = sql`
  select pg_current_wal_insert_lsn()::text as lsn,
    ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int as timeline,
    (select system_identifier::text from pg_control_system()) as system`

/** @param lifetime see `ReadPositions.positionLifetime` */
export function createReadPositions(fleet: ReadFleet, writer: Writer, lifetime: number): ReadPositions {
  const writePosition = async (): Promise<Position> => {
    const [row] = await writer.execute<{ lsn: string, timeline: number, system: string }>(statement)
    const lsn = row && parseLsn(row.lsn)
    if (!row || lsn === undefined) throw new TypeError('the primary did not say where it is')
    return { system: row.system, timeline: row.timeline, lsn }
  }

  /** A position that includes what this host has answered. */
  const reached = async (host: ReadHost): Promise<Position> => {
    const last = host.heartbeat.report?.position ?? nowhere
    try {
      return (await host.heartbeat.look()).position
    }
    catch {
      // It is gone: the primary has what it had; without either, nobody but a primary is known to.
      return await writePosition().catch(() => ({ ...fleet.latestPosition ?? last, lsn: UNREACHED_LSN }))
    }
  }

  return {
    writePosition,
    readFrom: (from, work) => {
      const context: ReadContext = { from, answeredBy: new Set(), replayed: [] }
      const seen = async () => {
        const positions = await Promise.all([...context.answeredBy].map(reached))
        // "Only a primary has it": one that has answered has said where that is.
        const told = from && fleet.knows(from) && !(from.lsn === UNREACHED_LSN && positions.length > 0) ? from : undefined
        return positions.reduce<Position | undefined>(laterPosition, told)
      }
      // Awaited within: a query of Drizzle starts when it is awaited, not when it is made.
      return withinReadContext(context, async () => await work(seen, () => earliestPosition(context.replayed)))
    },
    latestPosition: () => fleet.latestPosition,
    wasEverywhere: (position, ago) => fleet.wasEverywhere(position, ago),
    positionLifetime: lifetime,
  }
}
