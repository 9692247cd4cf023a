import type postgres from 'postgres'
import { codeOf, DatabaseUnavailableError, isHostFailure, TransactionLostError, WriteOutcomeUnknownError } from '../../errors.ts'
import { endedConnection } from '../driver/query-failure.ts'
import { askHost } from '../hosts/ask-host.ts'
import type { DatabaseCaller } from '../hosts/caller.ts'
import { currentDatabaseCaller } from '../hosts/caller.ts'
import type { Waiting } from '../hosts/waiting-line.ts'
import type { WriteHost } from './write-host.ts'
import type { WriteRoute } from './write-route.ts'

/**
 * How far a write had come when it failed:
 * - `unsent`: nothing has reached the server;
 * - `open`: in a transaction whose commit was not sent;
 * - `sent`: it may be done.
 */
export type WriteProgress = 'unsent' | 'open' | 'sent'

export interface WriteAttempt<Result> {
  readonly result: PromiseLike<Result>
  progress: () => WriteProgress
  /** Whether the caller's part of a transaction threw this by itself: of its own, a lost connection to elsewhere is no news of this host. */
  isCallers?: (error: unknown) => boolean
}

/** The host turned out to be no primary before the transaction began. */
export class NoPrimaryError extends Error {
  readonly code = '25006'
}

/** Milliseconds before a host that could not be reached is tried again; a heartbeat finds out meanwhile. */
const PAUSE_MS = 20

/**
 * One write from its start to its only answer. It waits for a primary and goes to it once: again only
 * when it certainly did nothing (it never left, or a standby refused it), never when it may have been applied.
 */
export class WriteExecution<Result> implements Waiting {
  readonly #route: WriteRoute
  readonly #issue: (sql: postgres.Sql) => WriteAttempt<Result>
  readonly #deadline: number
  #resolve: (result: Result) => void = () => {}
  #reject: (error: unknown) => void = () => {}
  #timer: NodeJS.Timeout | undefined
  #refusedBy: WriteHost | undefined
  readonly #caller: DatabaseCaller | undefined = currentDatabaseCaller()
  #attempts = 0

  constructor(route: WriteRoute, issue: (sql: postgres.Sql) => WriteAttempt<Result>) {
    this.#route = route
    this.#issue = issue
    this.#deadline = performance.now() + route.options.connect_timeout
  }

  /**
   * @throws {DatabaseUnavailableError} when no primary was there in time; nothing was sent
   * @throws {DatabaseOverloadedError} when too many wait for it; nothing was sent
   * @throws {TransactionLostError} when the connection was lost before the commit; nothing was applied
   * @throws {WriteOutcomeUnknownError} when the connection was lost after the write was sent
   * @throws the driver's error when it is the write's own
   */
  run(): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      this.resume()
    })
  }

  resume(): void {
    this.#stopWaiting()
    const left = this.#deadline - performance.now()
    const host = this.#route.primary
    if (host) this.#attempt(host)
    else if (left <= 0 || this.#route.closed) this.#end(this.#route.unavailable())
    else if (!this.#route.waiting.join(this)) this.#end(this.#route.overloaded())
    else this.#timer = setTimeout(() => this.#end(this.#route.unavailable()), left)
  }

  #attempt(host: WriteHost): void {
    const { result, progress, isCallers = () => false } = this.#issue(host.pool.sql)
    askHost(host, result, this.#caller, { use: 'writes', attempt: ++this.#attempts, hedged: false }, {
      answered: (value) => {
        host.counts.queries++
        this.#caller?.answered(host.name)
        this.#resolve(value)
        this.#route.serveWaiting()
      },
      failed: (error) => {
        if (isCallers(error) && !(error instanceof NoPrimaryError)) this.#end(error)
        else this.#failed(host, error, progress())
        this.#route.serveWaiting()
      },
      lost: error => this.#failed(host, error, progress()),
    })
  }

  #failed(host: WriteHost, error: unknown, progress: WriteProgress): void {
    const code = codeOf(error)
    // A standby has refused it, so it did nothing. From a primary that heartbeats confirm, it is the caller's own read-only transaction.
    if (code === '25006' && (error instanceof NoPrimaryError || progress === 'sent') && this.#refusedBy !== host) {
      this.#refusedBy = host
      host.counts.errors++
      this.#route.demote(host)
      return this.#again()
    }
    if (!isHostFailure(code) && !endedConnection(error) && !(error instanceof DatabaseUnavailableError)) return this.#end(error)

    host.counts.errors++
    this.#route.suspect(host)
    if (progress === 'unsent') return this.#again()
    this.#end(progress === 'open'
      ? new TransactionLostError(`${host.name} was lost before the commit: nothing was applied`, { cause: error })
      : new WriteOutcomeUnknownError(`${host.name} was lost after a write was sent: it may or may not have been applied`, { cause: error }))
  }

  /** Nothing was done: once more, unless it is too late. */
  #again(): void {
    if (performance.now() >= this.#deadline) this.#end(this.#route.unavailable())
    else this.#timer = setTimeout(() => this.resume(), PAUSE_MS)
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer)
    this.#route.waiting.leave(this)
  }

  #end(error: unknown): void {
    this.#stopWaiting()
    this.#reject(error)
  }
}
