import type postgres from 'postgres'
import { ReadTimeoutError } from '../../errors.ts'
import type { Position } from '../../position.ts'
import { judgeReadError } from '../driver/query-failure.ts'
import { askHost } from '../hosts/ask-host.ts'
import type { DatabaseCaller } from '../hosts/caller.ts'
import { currentDatabaseCaller } from '../hosts/caller.ts'
import type { Waiting } from '../hosts/waiting-line.ts'
import type { ReadContext } from './read-context.ts'
import type { ReadFleet } from './read-fleet.ts'
import type { ReadHost } from './read-host.ts'

/** Milliseconds after which a read may be asked of a second host. */
export const HEDGE_AFTER_MS = 100
/** Milliseconds before hosts that have all been tried are tried again. */
const PAUSE_MS = 20

/** Sends the read to one host. */
export type IssueRead<Result> = (sql: postgres.Sql) => PromiseLike<Result>

/**
 * One read from its start to its only answer: asked of the host whose turn it is, again elsewhere when
 * that host fails, of a second one when the first is slow, and given up at its deadline.
 */
export class ReadExecution<Result> implements Waiting {
  readonly #fleet: ReadFleet
  readonly #issue: IssueRead<Result>
  readonly #context: ReadContext | undefined
  readonly #isCallers: (error: unknown) => boolean
  readonly #deadline: number
  #resolve: (result: Result) => void = () => {}
  #reject: (error: unknown) => void = () => {}
  #timer: NodeJS.Timeout | undefined
  #pause: NodeJS.Timeout | undefined
  #settled = false
  readonly #hedged: boolean
  /** The hosts that have it now, one or two. */
  readonly #holders: ReadHost[] = []
  #tried: Set<ReadHost> | undefined
  readonly #caller: DatabaseCaller | undefined = currentDatabaseCaller()
  #attempts = 0

  /**
   * @param hedged whether it may be asked of a second host while the first still has it
   * @param context of the caller, see `ReadContext`
   * @param isCallers whether an error is the caller's own, whatever its code
   */
  constructor(fleet: ReadFleet, issue: IssueRead<Result>, hedged: boolean, context: ReadContext | undefined, isCallers = (_error: unknown): boolean => false) {
    this.#fleet = fleet
    this.#issue = issue
    this.#hedged = hedged
    this.#context = context
    this.#isCallers = isCallers
    this.#deadline = performance.now() + fleet.options.read_timeout
  }

  /**
   * @throws {DatabaseUnavailableError} when no host was there in time
   * @throws {DatabaseOverloadedError} when too many wait for one
   * @throws {ReadTimeoutError} when a host has it and does not answer in time
   * @throws the driver's error when it is the read's own
   */
  run(): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
      this.#fleet.hedgeBudget.earn()
      const { read_timeout: limit } = this.#fleet.options
      this.#timer = this.#hedged
        ? setTimeout(() => this.#hedge(), Math.min(HEDGE_AFTER_MS, limit))
        : setTimeout(() => this.#expire(), limit)
      this.resume()
    })
  }

  /** Takes the next host in turn, or a place in the line. */
  resume(): void {
    if (this.#settled) return
    const from = this.#wanted()
    if (from) return void this.#resumeFrom(from)
    const host = this.#fleet.pick(this.#tried)
    if (host) this.#attempt(host)
    else this.#wait()
  }

  #wanted() {
    const from = this.#context?.from
    return from && this.#fleet.knows(from) ? from : undefined
  }

  /** The host in turn if it has replayed what the visitor has written; asked once, for the heartbeat's answer may be old; else one that has. */
  async #resumeFrom(from: NonNullable<ReadContext['from']>): Promise<void> {
    const inTurn = this.#fleet.pick(this.#tried)
    if (inTurn && !this.#fleet.hasReplayed(inTurn, from)) await inTurn.lookBriefly()
    if (this.#settled) return
    const usable = inTurn?.admitted && inTurn.hasRoom && this.#fleet.hasReplayed(inTurn, from)
    const host = usable ? inTurn : this.#fleet.pickReplayed(from, this.#tried)
    if (host) this.#attempt(host)
    else this.#wait()
  }

  #wait(): void {
    if (this.#fleet.closed) {
      this.#expire()
    }
    else if (this.#tried) {
      // Every host has had its chance: after a moment, from the start.
      this.#tried = undefined
      this.#pause = setTimeout(() => this.resume(), PAUSE_MS)
    }
    else if (!this.#fleet.waiting.join(this)) {
      this.#settle(() => this.#reject(this.#fleet.overloaded()))
    }
  }

  #attempt(host: ReadHost, hedged = false): void {
    // Before it is sent: a later heartbeat may say more than the read has seen.
    const { replayed } = host
    this.#holders.push(host)
    askHost(host, this.#issue(host.pool.sql), this.#caller, { use: 'reads', attempt: ++this.#attempts, hedged }, {
      answered: result => this.#answered(host, result, replayed),
      failed: error => this.#failed(host, error),
      lost: () => {
        this.#drop(host)
        this.#retry(host)
      },
    })
  }

  #drop(host: ReadHost): void {
    this.#holders.splice(this.#holders.indexOf(host), 1)
  }

  #answered(host: ReadHost, result: Result, replayed: Position | undefined): void {
    this.#drop(host)
    host.counts.queries++
    this.#fleet.serveWaiting()
    if (this.#settled) return
    if (this.#context) {
      this.#context.answeredBy.add(host)
      this.#context.replayed.push(replayed)
    }
    this.#caller?.answered(host.name)
    this.#settle(() => this.#resolve(result))
  }

  #failed(host: ReadHost, error: unknown): void {
    this.#drop(host)
    const verdict = this.#isCallers(error) ? 'own-error' : judgeReadError(error, host.role !== 'primary')
    if (verdict === 'own-error') {
      host.counts.queries++
      this.#fleet.serveWaiting()
      return this.#settle(() => this.#reject(error))
    }
    this.#fleet.failed(host, error, verdict, !this.#hedged)
    this.#fleet.serveWaiting()
    this.#retry(host)
  }

  #retry(failed: ReadHost): void {
    if (this.#settled) return
    this.#tried = (this.#tried ?? new Set()).add(failed)
    // Another host has it, and is well as far as is known.
    if (this.#holders.some(holder => holder.admitted && !holder.doubted)) return
    failed.counts.retries++
    this.resume()
  }

  /** Asks a second host, if chances and hosts allow; looks again every now and then, until the deadline. */
  #hedge(): void {
    const left = this.#deadline - performance.now()
    if (left <= 0) return this.#expire()
    this.#timer = setTimeout(() => this.#hedge(), Math.min(HEDGE_AFTER_MS, left))
    if (this.#holders.length !== 1) return
    const passedOver = new Set([...this.#tried ?? [], ...this.#holders])
    const from = this.#wanted()
    const host = from ? this.#fleet.pickReplayed(from, passedOver) : this.#fleet.pick(passedOver)
    if (!host || !this.#fleet.hedgeBudget.spend()) return
    host.counts.hedges++
    this.#attempt(host, true)
  }

  #expire(): void {
    const { read_timeout: limit } = this.#fleet.options
    this.#settle(() => this.#reject(this.#holders.length > 0
      ? new ReadTimeoutError(`no answer to a read within ${limit} ms`)
      : this.#fleet.unavailable()))
  }

  #settle(report: () => void): void {
    if (this.#settled) return
    this.#settled = true
    clearTimeout(this.#timer)
    if (this.#pause) clearTimeout(this.#pause)
    if (this.#fleet.waiting.size > 0) this.#fleet.waiting.leave(this)
    report()
  }
}
