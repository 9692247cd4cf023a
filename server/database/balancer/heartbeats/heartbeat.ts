import { codeOf } from '../../errors.ts'
import type { HeartbeatOptions } from './heartbeat-connection.ts'
import { HeartbeatConnection, HostFault } from './heartbeat-connection.ts'
import type { HostFailure } from './host-failure.ts'
import { explainHostFailure } from './host-failure.ts'
import type { HostReport } from './host-report.ts'

export interface HeartbeatListener {
  /** The host answered and nothing is wrong with it. */
  reported: (report: HostReport) => void
  /** The host's answer is late: unless it comes soon, the host has failed. */
  hesitated: () => void
  failed: (failure: HostFailure) => void
}

/** A host that is down is tried four times per recheck; one that needs somebody's help, once. */
const TRIES_PER_RECHECK = 4
const JITTER = 0.1
const needsHelp = new Set(['rejected', 'stranger', 'unsupported'])
/** "Recovery is in progress": the host was promoted, or became a standby, in the middle of the statement. */
const ROLE_CHANGED = '55000'

/** Looks after one host over a connection of its own, off every caller's path, and tells its listeners. */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  readonly #connection: HeartbeatConnection
  readonly #listeners = new Set<HeartbeatListener>()
  #renew = false
  #looking: Promise<HostReport> | undefined
  #next: Promise<HostReport> | undefined
  #timer: NodeJS.Timeout | undefined
  #stopped = false
  /** What the last beat found; undefined while the host is down. */
  report: HostReport | undefined
  failure: HostFailure | undefined

  constructor(options: HeartbeatOptions) {
    this.#options = options
    this.#connection = new HeartbeatConnection(options, () => {
      for (const listener of this.#listeners) listener.hesitated()
    }, () => {
      // The first sign that the server is going away; or it was restarted and may have forgotten what it had replayed.
      this.report = undefined
      if (!this.#stopped && !this.#looking) void this.#round()
    })
  }

  listen(listener: HeartbeatListener): void {
    this.#listeners.add(listener)
  }

  /** Names a failure of this host; no password in it. */
  explain(error: unknown): HostFailure {
    const { target: { user, database } } = this.#options
    return explainHostFailure(error, user, database)
  }

  start(): void {
    void this.#round()
  }

  /** Ends the connection; a look under way rejects. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#listeners.clear()
    await this.#connection.drop()
  }

  /**
   * Asks the host now. What it says was true after this call; callers who ask meanwhile share one question.
   *
   * @throws when the host does not answer in time or something is wrong with it
   */
  look(): Promise<HostReport> {
    if (!this.#looking) return this.#ask()
    // What is under way may have been answered already: only the next one is certainly later.
    this.#next ??= this.#looking.catch(() => {}).then(() => {
      this.#next = undefined
      return this.#looking ?? this.#ask()
    })
    return this.#next
  }

  /** Asks over a new connection: the present one may outlive a server that lets nobody in any more. */
  lookAnew(): Promise<HostReport> {
    this.#renew = true
    return this.look()
  }

  #ask(): Promise<HostReport> {
    const looking = this.#exchange().finally(() => {
      this.#looking = undefined
    })
    this.#looking = looking
    // Listeners are told of failures; who asked handles its own copy.
    looking.catch(() => {})
    return looking
  }

  async #round(): Promise<void> {
    clearTimeout(this.#timer)
    if (!this.#looking) await this.#ask().catch(() => {})
    if (this.#stopped) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#round(), this.#pause())
  }

  /** Milliseconds to the next beat, spread a little so that many processes do not ask as one. */
  #pause(): number {
    const { host_recheck: recheck } = this.#options.options
    const pause = !this.failure ? this.#connection.beat : needsHelp.has(this.failure.kind) ? recheck : recheck / TRIES_PER_RECHECK
    return pause * (1 - JITTER + 2 * JITTER * Math.random())
  }

  async #exchange(): Promise<HostReport> {
    try {
      if (this.#renew) void this.#connection.drop()
      this.#renew = false
      const report = await this.#connection.ask()
      this.report = report
      this.failure = undefined
      for (const listener of this.#listeners) listener.reported(report)
      return report
    }
    catch (error) {
      if (codeOf(error) !== ROLE_CHANGED) await this.#fail(error instanceof HostFault ? error.failure : this.explain(error))
      throw error
    }
  }

  async #fail(failure: HostFailure): Promise<void> {
    this.report = undefined
    this.failure = failure
    const dropped = this.#connection.drop()
    if (!this.#stopped) for (const listener of this.#listeners) listener.failed(failure)
    await dropped
  }
}
