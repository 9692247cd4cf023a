import { adminUrl } from './context.ts'
import { withDatabase } from './sql.ts'

/** Milliseconds until a server counts as not answering. */
const patience = 2000

/** The names of the standbys that receive WAL from the primary on this port, each with `catchup` or `streaming`. */
export async function receivingStandbys(primaryPort: number): Promise<ReadonlyMap<string, string>> {
  return await withDatabase(adminUrl(primaryPort, 'postgres'), patience, async (sql) => {
    const rows = await sql<{ name: string, state: string }[]>`select application_name as name, state from pg_stat_replication where state in ('streaming', 'catchup')`
    return new Map(rows.map(row => [row.name, row.state]))
  })
}

/**
 * Whether a standby that answers can never catch up: it receives nothing, and the primary either has removed the WAL it
 * needs next or is itself behind it (a history the primary lost).
 *
 * @throws when one of the two does not answer, which proves nothing
 */
export async function isStranded(standbyPort: number, primaryPort: number): Promise<boolean> {
  const position = await withDatabase(adminUrl(standbyPort, 'postgres'), patience, async (sql) => {
    const [row] = await sql<{ replayed: string | null }[]>`
      select case when pg_is_in_recovery() and not exists (select from pg_stat_wal_receiver where status = 'streaming')
        then pg_last_wal_replay_lsn()::text end as replayed`
    return row?.replayed
  })
  // Promoted, or receiving.
  if (!position) return false
  return await withDatabase(adminUrl(primaryPort, 'postgres'), patience, async (sql) => {
    // The byte needed next decides: a position on the edge of a segment belongs to the one after it.
    const [row] = await sql<{ stranded: boolean }[]>`
      select case when pg_is_in_recovery() then false else
        pg_current_wal_flush_lsn() < ${position}::pg_lsn
        or (pg_current_wal_flush_lsn() > ${position}::pg_lsn
          and not exists (select from pg_ls_waldir() where name = pg_walfile_name(${position}::pg_lsn + 1)))
        end as stranded`
    return row?.stranded ?? false
  })
}
