import type postgres from 'postgres'
import type { PendingQuery } from './pending-query.ts'

/** Makes the query on one host's client; it is sent when it is awaited. */
export type SendQuery = (sql: postgres.Sql) => postgres.PendingQuery<postgres.Row[]>
type TransactionWork = (sql: postgres.TransactionSql) => unknown

export interface FacadeParts {
  query: (send: SendQuery) => PendingQuery
  begin: (options: string, work: TransactionWork) => Promise<unknown>
}

/**
 * A postgres.js client whose executions go where `parts` send them. Drizzle calls `unsafe` for a query and
 * `begin` for a transaction, and sets parsers on `options`; the rest is the same on every pool.
 *
 * @param template a client of any host, for its options; never connected
 */
export function facade(template: postgres.Sql, { query, begin }: FacadeParts): postgres.Sql {
  const perExecution = {
    unsafe: (...args: Parameters<postgres.Sql['unsafe']>) => query(sql => sql.unsafe(...args)),
    begin: (...args: [TransactionWork] | [string, TransactionWork]) => args.length === 1 ? begin('', args[0]) : begin(...args),
  }
  return new Proxy(template, {
    apply: (_template, _receiver, args) => query(sql => Reflect.apply(sql, undefined, args)),
    get: (target, property) => {
      if (property === 'unsafe' || property === 'begin') return perExecution[property]
      return Reflect.get(target, property)
    },
  })
}
