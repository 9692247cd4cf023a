import { AsyncLocalStorage } from 'node:async_hooks'

/** One host being asked: a query, or a transaction with all that is in it. */
export interface AskedHost {
  /** `name:port`, as everywhere. */
  readonly host: string
  readonly use: 'reads' | 'writes'
  /** How often a host was asked before for the same, plus one. */
  readonly attempt: number
  /** Whether it is asked because another host, which has it too, is slow. */
  readonly hedged: boolean
}

/** On whose behalf hosts are asked; told of it. Nothing here may throw. */
export interface DatabaseCaller {
  /** A host's answer was taken. */
  answered: (host: string) => void
  /** A host is asked. @returns to be called once, when it has answered or failed, or was given up */
  asks?: (asked: AskedHost) => (error?: unknown) => void
}

/** Follows a request through handler, repository and Drizzle without a parameter in each of them. */
const callers = new AsyncLocalStorage<DatabaseCaller>()

export function currentDatabaseCaller(): DatabaseCaller | undefined {
  return callers.getStore()
}

/** Runs the work on behalf of this caller. */
export function withDatabaseCaller<Result>(caller: DatabaseCaller, work: () => Result): Result {
  return callers.run(caller, work)
}
