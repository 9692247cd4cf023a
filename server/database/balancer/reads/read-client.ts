import type postgres from 'postgres'
import { facade } from '../driver/facade.ts'
import { PendingQuery } from '../driver/pending-query.ts'
import { begin } from '../driver/transaction.ts'
import { currentReadContext } from './read-context.ts'
import type { IssueRead } from './read-execution.ts'
import { ReadExecution } from './read-execution.ts'
import type { ReadFleet } from './read-fleet.ts'

/** One state of one host, and no writes: https://www.postgresql.org/docs/18/sql-begin.html */
const readTransaction = 'isolation level repeatable read read only'

/**
 * A postgres.js client over many hosts: each execution, prepared ones and transactions too, goes to
 * the host whose turn it is.
 *
 * A transaction sees one state of one host. When its host fails, its callback runs again on another,
 * so it may do nothing but read.
 *
 * @param template a client of any host, for its options; never connected
 */
export function createReadClient(template: postgres.Sql, fleet: ReadFleet): postgres.Sql {
  return facade(template, {
    query: send => new PendingQuery(rowsAsArrays =>
      new ReadExecution(fleet, rowsAsArrays ? sql => send(sql).values() : send, true, currentReadContext()).run()),
    begin: (_options, work) => {
      const thrown = new Set<unknown>()
      const issue: IssueRead<unknown> = sql => begin(sql, readTransaction, work, error => thrown.add(error))
      return new ReadExecution(fleet, issue, false, currentReadContext(), error => thrown.has(error)).run()
    },
  })
}
