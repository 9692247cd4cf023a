import { z } from 'zod'
import type { Position } from '../../position.ts'
import { parseLsn } from '../../position.ts'

const lsn = z.string().transform((text, context): bigint => {
  const value = parseLsn(text)
  if (value !== undefined) return value
  context.addIssue({ code: 'custom', message: 'expected an LSN' })
  return z.NEVER
})

const rowSchema = z.object({
  version: z.number(),
  in_recovery: z.boolean(),
  read_only: z.boolean(),
  system: z.string(),
  timeline: z.number(),
  lsn: lsn.nullable(),
  flushed: lsn.nullable(),
  received: lsn.nullable(),
  replay_age: z.number().nullable(),
  migrated: z.boolean(),
})

/** What one heartbeat found out. */
export interface HostReport {
  /** When it was asked, by `performance.now()`: all below was true at this moment or later. */
  readonly askedAt: number
  /** As `server_version_num`: 180004 is 18.4. */
  readonly version: number
  /** A standby replays; a primary does not. */
  readonly role: 'primary' | 'standby'
  /** Whether it refuses writes though it is a primary, as one that is fenced off may. */
  readonly readOnly: boolean
  /** What it has inserted into its WAL (a primary) or replayed (a standby). A standby's timeline may be known too low, never too high. */
  readonly position: Position
  /**
   * What a primary has on disk, which is what standbys are sent. What it has inserted may lie beyond that for as long as nothing
   * more is written, by the header of a page that has not begun.
   */
  readonly flushed: bigint | undefined
  /** What a standby has received from its primary, whether replayed or not. */
  readonly received: bigint | undefined
  /** Milliseconds since the last transaction that a standby has replayed was committed, by both servers' clocks. */
  readonly replayAge: number | undefined
  /** Whether the schema is there. */
  readonly migrated: boolean
}

/**
 * The heartbeat's statement; its parameter is a table of the schema. Needs no privilege, but without `pg_monitor` a standby's
 * timeline is known only from its last restart point, and writers' own reads then go to the primary for that long after a switchover.
 */
export const heartbeatStatement = `
  select current_setting('server_version_num')::int as version, in_recovery, current_setting('transaction_read_only')::bool as read_only,
    (select system_identifier::text from pg_control_system()) as system,
    case when in_recovery
      then greatest((select received_tli from pg_stat_wal_receiver), (select timeline_id from pg_control_checkpoint()))
      else ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int end as timeline,
    case when in_recovery then pg_last_wal_replay_lsn() else pg_current_wal_insert_lsn() end::text as lsn,
    case when not in_recovery then pg_current_wal_flush_lsn() end::text as flushed,
    case when in_recovery then pg_last_wal_receive_lsn() end::text as received,
    case when in_recovery then extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 * 1000 end as replay_age,
    to_regclass($1) is not null as migrated
  from (select pg_is_in_recovery() as in_recovery offset 0) state`

/**
 * Reads the heartbeat's row.
 *
 * @param askedAt when it was sent, by `performance.now()`
 * @throws {z.ZodError} when the server answers something else
 */
export function readReport(row: unknown, askedAt: number): HostReport {
  const { version, in_recovery, read_only, system, timeline, lsn, flushed, received, replay_age, migrated } = rowSchema.parse(row)
  return {
    askedAt,
    version,
    role: in_recovery ? 'standby' : 'primary',
    readOnly: read_only,
    position: { system, timeline, lsn: lsn ?? 0n },
    flushed: flushed ?? undefined,
    received: received ?? undefined,
    replayAge: replay_age ?? undefined,
    migrated,
  }
}
