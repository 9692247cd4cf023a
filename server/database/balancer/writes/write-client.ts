import type postgres from 'postgres'
import { facade } from '../driver/facade.ts'
import type { SendQuery } from '../driver/facade.ts'
import { PendingQuery } from '../driver/pending-query.ts'
import { begin } from '../driver/transaction.ts'
import type { WriteAttempt, WriteProgress } from './write-execution.ts'
import { NoPrimaryError, WriteExecution } from './write-execution.ts'
import type { WriteRoute } from './write-route.ts'

const refusesWrites = `select pg_is_in_recovery() or current_setting('transaction_read_only')::bool as refuses`

function attemptQuery(send: SendQuery, rowsAsArrays: boolean) {
  return (sql: postgres.Sql): WriteAttempt<unknown> => {
    const query = send(sql)
    // postgres.js gives a query its connection's state in the moment in which it writes it to the socket.
    return { result: rowsAsArrays ? query.values() : query, progress: () => Reflect.get(query, 'state') === null ? 'unsent' : 'sent' }
  }
}

function attemptTransaction(options: string, work: (sql: postgres.TransactionSql) => unknown) {
  return (sql: postgres.Sql): WriteAttempt<unknown> => {
    let progress: WriteProgress = 'unsent'
    const thrown = new Set<unknown>()
    const result = begin(sql, options, async (transaction) => {
      // Asked before the caller's part runs, which may not run twice.
      const [row] = await transaction.unsafe<{ refuses: boolean }[]>(refusesWrites, [], { prepare: true })
      if (row?.refuses) throw new NoPrimaryError('the host is no primary that takes writes')
      progress = 'open'
      const value = await work(transaction)
      progress = 'sent'
      return value
    }, error => thrown.add(error))
    return { result, progress: () => progress, isCallers: error => thrown.has(error) }
  }
}

/**
 * A postgres.js client that follows the primary: each statement and each transaction goes to whichever
 * host it is now.
 *
 * @param template a client of any host, for its options; never connected
 */
export function createWriteClient(template: postgres.Sql, route: WriteRoute): postgres.Sql {
  return facade(template, {
    query: send => new PendingQuery(rowsAsArrays => new WriteExecution(route, attemptQuery(send, rowsAsArrays)).run()),
    begin: (options, work) => new WriteExecution(route, attemptTransaction(options, work)).run(),
  })
}
