import type { ConnectionOptions } from '../../configuration.ts'
import type { ConnectionTarget } from '../../connection-url.ts'
import { codeOf } from '../../errors.ts'
import type { HostEndpoint, HostPool } from '../driver/host-pool.ts'
import { openHostPool } from '../driver/host-pool.ts'
import type { HostFailure } from './host-failure.ts'
import { findFault } from './host-failure.ts'
import type { HostReport } from './host-report.ts'
import { heartbeatStatement, readReport } from './host-report.ts'

export interface HeartbeatOptions {
  target: Omit<ConnectionTarget, 'hosts' | 'options'>
  endpoint: HostEndpoint
  options: Pick<ConnectionOptions, 'application_name' | 'connect_timeout' | 'sslmode' | 'host_recheck'>
  /** A table whose presence says that the schema is there. */
  schemaTable: string
}

/** A beat in ten of a recheck; an answer may take four beats, a host is doubted after one and a half. */
const BEATS_PER_RECHECK = 10
const ANSWER_WITHIN_BEATS = 4
const DOUBT_AFTER_BEATS = 1.5

const UNDEFINED_FUNCTION = '42883'

/** Something is wrong with a host, whether it answers or not. */
export class HostFault extends Error {
  readonly failure: HostFailure
  constructor(failure: HostFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/** The one connection over which a host is asked how it is; opened when it is needed. */
export class HeartbeatConnection {
  readonly #options: HeartbeatOptions
  readonly #doubt: () => void
  readonly #closed: () => void
  /** Milliseconds from one beat to the next. */
  readonly beat: number
  #pool: HostPool | undefined
  #answered = false

  /**
   * @param doubt told when an answer is late
   * @param closed told when the server, not this process, ends the connection
   */
  constructor(options: HeartbeatOptions, doubt: () => void, closed: () => void) {
    this.#options = options
    this.#doubt = doubt
    this.#closed = closed
    this.beat = options.options.host_recheck / BEATS_PER_RECHECK
  }

  /**
   * Asks once.
   *
   * @throws {HostFault} when there is no answer in time, or one that rules the host out; the driver's error; a ZodError
   */
  async ask(): Promise<HostReport> {
    const { target: { database }, options: { connect_timeout: connectTimeout, host_recheck: recheck } } = this.#options
    const within = this.#answered ? this.beat * ANSWER_WITHIN_BEATS : Math.min(connectTimeout, recheck)
    const report = await this.#question(within)
    const fault = findFault(report.version, report.migrated, database)
    if (fault) throw new HostFault(fault)
    this.#answered = true
    return report
  }

  #question(within: number): Promise<HostReport> {
    const pool = this.#pool ??= this.#open()
    const askedAt = performance.now()
    return new Promise((resolve, reject) => {
      let settled = false
      // What has arrived is read before the verdict: this process itself may have been the slow one.
      const later = (verdict: () => void) => () => setImmediate(() => {
        if (!settled) verdict()
      })
      const doubt = setTimeout(later(this.#doubt), this.beat * DOUBT_AFTER_BEATS)
      const deadline = setTimeout(later(() => reject(
        new HostFault({ kind: 'silent', message: `no answer to a heartbeat within ${Math.round(within)} ms` }),
      )), within)
      pool.sql.unsafe(heartbeatStatement, [this.#options.schemaTable], { prepare: true })
        .then(([row]) => resolve(readReport(row, askedAt)))
        .catch((error: unknown) => reject(codeOf(error) === UNDEFINED_FUNCTION ? this.#tooOld(pool) ?? error : error))
        .finally(() => {
          settled = true
          clearTimeout(doubt)
          clearTimeout(deadline)
        })
    })
  }

  /** A server so old that it cannot answer the statement has said at connecting what it is. */
  #tooOld(pool: HostPool): HostFault | undefined {
    const version = Number.parseFloat(String(pool.sql.parameters['server_version']))
    const fault = findFault(Math.round(version * 10_000), true, '')
    return fault && new HostFault(fault)
  }

  #open(): HostPool {
    const { target, endpoint, options } = this.#options
    this.#answered = false
    const pool: HostPool = openHostPool({
      target,
      endpoint,
      options: { ...options, application_name: `${options.application_name} heartbeat`.slice(0, 63) },
      connections: 1,
      renewed: false,
      onClose: () => {
        if (this.#pool !== pool) return
        this.#answered = false
        this.#closed()
      },
    })
    return pool
  }

  /** Closes it; a question under way rejects, the next one opens a new connection. */
  async drop(): Promise<void> {
    const pool = this.#pool
    this.#pool = undefined
    this.#answered = false
    await pool?.destroy()
  }
}
