import type { ConnectionOptions } from '../configuration.ts'
import type { ConnectionTarget } from '../connection-url.ts'
import { codeOf } from '../errors.ts'
import type { HostFailure } from './host-failure.ts'
import { explainHostFailure, findFault } from './host-failure.ts'
import type { HostEndpoint, HostPool } from './host-pool.ts'
import { openHostPool } from './host-pool.ts'
import type { HostReport } from './host-report.ts'
import { heartbeatStatement, readReport } from './host-report.ts'

export interface HeartbeatOptions {
  target: Omit<ConnectionTarget, 'hosts' | 'options'>
  endpoint: HostEndpoint
  options: Pick<ConnectionOptions, 'application_name' | 'connect_timeout' | 'sslmode' | 'host_recheck'>
  /** A table whose presence says that the schema is there. */
  schemaTable: string
}

export interface HeartbeatListener {
  /** The host answered and nothing is wrong with it. */
  reported: (report: HostReport) => void
  /** The host answered late or not at all: unless it does so soon, it has failed. */
  hesitated: () => void
  failed: (failure: HostFailure) => void
}

/** A beat in ten of a recheck; an answer may take four beats, a host is doubted after one and a half. */
const BEATS_PER_RECHECK = 10
const ANSWER_WITHIN_BEATS = 4
const DOUBT_AFTER_BEATS = 1.5
/** A host that is down is tried four times per recheck; one that needs somebody's help, once. */
const TRIES_PER_RECHECK = 4
const JITTER = 0.1
const needsHelp = new Set(['rejected', 'stranger', 'unsupported'])

class HostFault extends Error {
  readonly failure: HostFailure
  constructor(failure: HostFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/** Looks after one host over a connection of its own, off every caller's path, and tells its listeners. */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  readonly #listeners = new Set<HeartbeatListener>()
  readonly #beat: number
  #pool: HostPool | undefined
  #answered = false
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
    this.#beat = options.options.host_recheck / BEATS_PER_RECHECK
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
    await this.#dropPool()
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
    const pause = !this.failure ? this.#beat : needsHelp.has(this.failure.kind) ? recheck : recheck / TRIES_PER_RECHECK
    return pause * (1 - JITTER + 2 * JITTER * Math.random())
  }

  async #exchange(): Promise<HostReport> {
    try {
      if (this.#renew) void this.#dropPool()
      const report = await this.#question()
      const fault = findFault(report.version, report.migrated, this.#options.target.database)
      if (fault) throw new HostFault(fault)
      this.#answered = true
      this.report = report
      this.failure = undefined
      for (const listener of this.#listeners) listener.reported(report)
      return report
    }
    catch (error) {
      // The server was promoted in the middle of the statement: the next beat sees it whole.
      if (codeOf(error) === '55000') throw error
      await this.#fail(error instanceof HostFault ? error.failure : this.explain(error))
      throw error
    }
  }

  async #fail(failure: HostFailure): Promise<void> {
    this.report = undefined
    this.failure = failure
    const dropped = this.#dropPool()
    if (!this.#stopped) for (const listener of this.#listeners) listener.failed(failure)
    await dropped
  }

  #question(): Promise<HostReport> {
    const pool = this.#pool ??= this.#openPool()
    const askedAt = performance.now()
    const { connect_timeout: connectTimeout, host_recheck: recheck } = this.#options.options
    const within = this.#answered ? this.#beat * ANSWER_WITHIN_BEATS : Math.min(connectTimeout, recheck)
    return new Promise((resolve, reject) => {
      let settled = false
      // What has arrived is read before the verdict: this process itself may have been the slow one.
      const later = (verdict: () => void) => () => setImmediate(() => {
        if (!settled) verdict()
      })
      const doubt = setTimeout(later(() => {
        for (const listener of this.#listeners) listener.hesitated()
      }), this.#beat * DOUBT_AFTER_BEATS)
      const deadline = setTimeout(later(() => reject(
        new HostFault({ kind: 'silent', message: `no answer to a heartbeat within ${Math.round(within)} ms` }),
      )), within)
      pool.sql.unsafe(heartbeatStatement, [this.#options.schemaTable], { prepare: true })
        .then(([row]) => resolve(readReport(row, askedAt))).catch(reject)
        .finally(() => {
          settled = true
          clearTimeout(doubt)
          clearTimeout(deadline)
        })
    })
  }

  #openPool(): HostPool {
    const { target, endpoint, options } = this.#options
    this.#answered = false
    const pool: HostPool = openHostPool({
      target,
      endpoint,
      options: { ...options, application_name: `${options.application_name} heartbeat`.slice(0, 63) },
      connections: 1,
      renewed: false,
      // The first sign that the server is going away, or that it was restarted and may have forgotten what it had replayed.
      onClose: () => {
        if (this.#pool !== pool) return
        this.report = undefined
        this.#answered = false
        if (!this.#stopped && !this.#looking) void this.#round()
      },
    })
    return pool
  }

  async #dropPool(): Promise<void> {
    const pool = this.#pool
    this.#pool = undefined
    this.#answered = false
    this.#renew = false
    await pool?.destroy()
  }
}
