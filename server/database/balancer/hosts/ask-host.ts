import type { AskedHost, DatabaseCaller } from './caller.ts'
import type { Attempt, PooledHost } from './pooled-host.ts'

/** How what a host was asked ends: one of these is called, once. */
export interface Outcome<Result> {
  answered: (result: Result) => void
  failed: (error: unknown) => void
  /** The host is out and it was given up. */
  lost: (error: Error) => void
}

/**
 * Counts a query or transaction as under way on a host until it ends, and tells the caller of both.
 *
 * @param result a query is sent only now that it is awaited
 */
export function askHost<Result>(host: PooledHost, result: PromiseLike<Result>, caller: DatabaseCaller | undefined, asked: Omit<AskedHost, 'host'>, outcome: Outcome<Result>): void {
  const ended = caller?.asks?.({ host: host.name, ...asked })
  const attempt: Attempt = {
    lost: (error) => {
      ended?.(error)
      outcome.lost(error)
    },
  }
  host.begin(attempt)
  result.then(
    (value) => {
      if (!host.end(attempt)) return
      ended?.()
      outcome.answered(value)
    },
    (error: unknown) => {
      if (!host.end(attempt)) return
      ended?.(error)
      outcome.failed(error)
    },
  )
}
