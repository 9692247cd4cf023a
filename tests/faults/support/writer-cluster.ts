import { sql } from 'drizzle-orm'
import type { LocalCluster, LocalClusterNode } from '../../../scripts/local-cluster/index.ts'
import { startTemporaryCluster } from '../../../scripts/temporary-cluster.ts'
import { afterwards, eventually, query } from '../local-cluster-support.ts'
import type { ObservedDatabase } from './database.ts'
import { openObserved, prepareSchema } from './database.ts'
import { createNumbered, numbered } from './numbered-writes.ts'

const applicationName = 'writer-faults'

/** A cluster with the table of numbered rows, and what tests of the writer do to its primary. */
export interface WriterCluster {
  readonly cluster: LocalCluster
  readonly primary: LocalClusterNode
  readonly remove: () => Promise<void>
  /** A number that was not written yet. */
  readonly number: () => number
  /** A writer that has written once, with so many seconds to find a primary; closed at the end of the test. */
  readonly open: (connectTimeout?: number) => Promise<ObservedDatabase>
  /** Ends the server processes of the writer's connections; only those that are busy, if so wanted. */
  readonly terminate: (state?: 'active' | 'any') => Promise<void>
  /** Resolves when a connection of the writer is in `pg_sleep`. */
  readonly sleeping: () => Promise<void>
  /** How often this number is in the table on the primary. */
  readonly timesWritten: (number: number, table?: string) => Promise<number>
}

export async function startWriterCluster(port: number, standbys = 1): Promise<WriterCluster> {
  const { cluster, remove } = await startTemporaryCluster({ port, standbys })
  const [primary] = cluster.nodes
  if (!primary) throw new Error('the cluster has no primary')
  await prepareSchema(cluster)
  await createNumbered(primary.url)
  let last = 0
  return {
    cluster,
    primary,
    remove,
    number: () => ++last,
    open: async (connectTimeout = 5) => {
      const database = openObserved({ primaryUrl: cluster.readUrl, readUrl: cluster.readUrl }, { writer: { connect_timeout: String(connectTimeout), application_name: applicationName } })
      afterwards(() => database.close())
      await database.writer.insert(numbered).values({ number: ++last })
      return database
    },
    terminate: async (state = 'any') => {
      await query(primary.adminUrl, sql => sql`
        select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = ${applicationName} and (${state} = 'any' or state = ${state})`)
    },
    sleeping: async () => {
      await eventually('a sleeping connection', async () => (await query(primary.adminUrl, sql => sql`
        select from pg_stat_activity where application_name = ${applicationName} and wait_event = 'PgSleep'`)).length > 0)
    },
    timesWritten: async (number, table = 'numbered') => await query(primary.url, async sql => (await sql`select from ${sql(table)} where number = ${number}`).length),
  }
}

/** A write that takes a second on the server. */
export async function slowWrite({ writer }: ObservedDatabase, number: number): Promise<void> {
  await writer.execute(sql`insert into numbered select ${number}::int from pg_sleep(1)`)
}

export const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))
