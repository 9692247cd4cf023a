import type postgres from 'postgres'
import { codeOf, errorChain, isHostFailure } from '../../errors.ts'
import { PendingQuery } from './pending-query.ts'
import { endedConnection } from './query-failure.ts'

type Work = (sql: postgres.TransactionSql) => unknown

/**
 * `sql.begin` of which nothing is sent once its connection is lost. postgres.js would send further statements, and its own
 * rollback or commit, over whatever that connection is by then: another transaction's session, or no socket at all, which
 * ends the process.
 *
 * @param threw told what the work throws by itself, not because of a query; it says nothing of the host, whatever its code
 */
export function begin(sql: postgres.Sql, options: string, work: Work, threw: (error: unknown) => void = () => {}): Promise<unknown> {
  const thrown = new Set<unknown>()
  const ofQueries = new Set<unknown>()
  let lost: { readonly error: unknown } | undefined
  let reportLoss: (error: unknown) => void = () => {}
  const loss = new Promise<never>((_resolve, reject) => {
    reportLoss = (error) => {
      lost ??= { error }
      reject(error)
    }
  })
  loss.catch(() => {})

  const watch = async (answer: PromiseLike<unknown>) => {
    try {
      return await answer
    }
    catch (error) {
      if (!thrown.has(error)) ofQueries.add(error)
      if (!thrown.has(error) && (isHostFailure(codeOf(error)) || endedConnection(error))) reportLoss(error)
      throw error
    }
  }
  /** Runs a part of the caller's. Of a lost connection postgres.js never learns how it ended, for it would roll back or commit. */
  const run = async (part: Work, transaction: postgres.TransactionSql) => {
    try {
      const result = await part(guard(transaction))
      if (!lost) return result
    }
    catch (error) {
      if (!lost) {
        thrown.add(error)
        if (!errorChain(error).some(link => ofQueries.has(link))) threw(error)
        throw error
      }
    }
    return await new Promise<never>(() => {})
  }
  const guard = (transaction: postgres.TransactionSql): postgres.TransactionSql => new Proxy(transaction, {
    get: (target, property) => {
      if (property === 'unsafe') {
        return (...args: Parameters<postgres.Sql['unsafe']>) => new PendingQuery(async (rowsAsArrays) => {
          if (lost) throw lost.error
          const query = target.unsafe(...args)
          return await watch(rowsAsArrays ? query.values() : query)
        })
      }
      if (property === 'savepoint') {
        return async (part: Work) => {
          if (lost) throw lost.error
          return await Promise.race([loss, watch(target.savepoint(inner => run(part, inner)))])
        }
      }
      return Reflect.get(target, property)
    },
  })

  // The connection may also be lost while nothing is asked.
  return Promise.race([loss, watch(sql.begin(options, transaction => run(work, transaction)))])
}
