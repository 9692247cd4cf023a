import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'

/** What selects, and nothing else: the reader, or a transaction of it. */
export type ReadTransaction = Pick<PostgresJsDatabase, 'select' | 'selectDistinct'>

/** The Drizzle instance over the primary and its replicas. */
export interface Reader extends ReadTransaction {
  /**
   * Runs reads that must see one moment: one state of one host, `repeatable read`. When the host fails, `work` runs
   * again on another, so it may do nothing but read. It ends within `read_timeout`, like any read.
   */
  transaction: <Result>(work: (transaction: ReadTransaction) => Promise<Result>) => Promise<Result>
}
