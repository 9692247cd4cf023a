import type { BalancingOptions } from '../../configuration.ts'
import { codeOf, DatabaseOverloadedError, DatabaseUnavailableError } from '../../errors.ts'
import type { Position } from '../../position.ts'
import type { ReadVerdict } from '../driver/query-failure.ts'
import { endedConnection } from '../driver/query-failure.ts'
import type { ClusterHistory } from '../heartbeats/cluster-history.ts'
import type { HostFailure } from '../heartbeats/host-failure.ts'
import type { HostReport } from '../heartbeats/host-report.ts'
import type { DatabaseObserver, HostStatus } from '../hosts/observation.ts'
import { WaitingLine } from '../hosts/waiting-line.ts'
import { HedgeBudget } from './hedge-budget.ts'
import type { ReadHost } from './read-host.ts'
import type { RotationOptions } from './read-rotation.ts'
import { ReadRotation } from './read-rotation.ts'

export type FleetOptions = RotationOptions & Pick<BalancingOptions, 'max_lag' | 'read_timeout' | 'discovery'>

/** Judged by what it answers; of a host that does not answer its heartbeat is told. */
const judged = new Set<HostFailure['kind']>(['lagging', 'superseded', 'foreign'])

/** The hosts that reads may go to, and whose turn it is. */
export class ReadFleet {
  readonly #history: ClusterHistory
  readonly #observe: DatabaseObserver
  readonly options: FleetOptions
  readonly waiting = new WaitingLine()
  readonly hedgeBudget = new HedgeBudget()
  readonly #rotation: ReadRotation
  #unavailable = 0
  closed = false

  constructor(options: FleetOptions, history: ClusterHistory, observe: DatabaseObserver) {
    this.options = options
    this.#history = history
    this.#observe = observe
    this.#rotation = new ReadRotation(options)
  }

  /** @param reserve whether it is kept for reads that nobody else can serve */
  add(host: ReadHost, { reserve = false } = {}): void {
    this.#rotation.add(host, reserve)
    host.heartbeat.listen({
      reported: report => this.#consider(host, report),
      hesitated: () => {
        host.doubted = true
        this.#refresh()
      },
      failed: failure => this.eject(host, failure),
    })
  }

  /** Takes a host out of turn; what is under way on it goes on. */
  remove(host: ReadHost): void {
    this.#rotation.remove(host)
    host.admitted = false
    this.#refresh()
  }

  #consider(host: ReadHost, report: HostReport): void {
    host.role = report.role
    host.doubted = false
    host.hear(report)
    const failure = this.#findFailure(report)
    if (failure) {
      this.eject(host, failure)
    }
    else if (!host.admitted) {
      if (host.answeredWell()) this.#admit(host)
      // Reads wait for it: the next heartbeat is due at once.
      else if (this.#rotation.isEmpty) host.heartbeat.look().catch(() => {})
    }
    this.#refresh()
  }

  #admit(host: ReadHost): void {
    host.admit()
    if (!this.#rotation.isReserve(host) && this.#rotation.isWanted(host)) this.#observe({ type: 'host-admitted', host: host.name, use: 'reads' })
  }

  #findFailure(report: HostReport): HostFailure | undefined {
    if (this.#history.isForeign(report)) return { kind: 'foreign', message: 'belongs to another cluster than the primary' }
    if (this.#history.isSuperseded(report)) return { kind: 'superseded', message: 'another primary has a newer timeline' }
    const lag = this.#history.lag(report, performance.now())
    if (lag <= this.options.max_lag) return undefined
    return { kind: 'lagging', message: `more than ${this.options.max_lag / 1000} s behind the primary` }
  }

  /** Takes a host out of use until its heartbeats are good again; what is under way on it is given up and goes elsewhere. */
  eject(host: ReadHost, failure: HostFailure): void {
    const ejected = host.admitted
    const isNews = ejected || (judged.has(failure.kind) && host.failure?.kind !== failure.kind)
    host.reject(failure)
    if (isNews && !this.#rotation.isReserve(host)) this.#observe({ type: 'host-ejected', host: host.name, use: 'reads', failure })
    if (ejected) {
      host.counts.ejections++
      this.#refresh()
    }
    // What a lagging host was asked it may still answer; its next reads go elsewhere.
    if (failure.kind !== 'lagging') void host.replacePool(new DatabaseUnavailableError(`${host.name}: ${failure.message}`))
    if (!ejected) return
    // It may have been one connection only; or the host lets nobody in any more, which a connection that stands cannot tell.
    if (!host.heartbeat.failure && failure.kind !== 'lagging') host.heartbeat.lookAnew().catch(() => {})
  }

  /** Draws the consequences of a read that failed for the host's sake. @param inTransaction whether it was a transaction */
  failed(host: ReadHost, error: unknown, verdict: Exclude<ReadVerdict, 'own-error'>, inTransaction: boolean): void {
    host.counts.errors++
    // A recovery conflict also ends connections on which nothing is being asked, as in the middle of a transaction.
    if (verdict === 'host-failed' && inTransaction && codeOf(error) === 'CONNECTION_CLOSED') host.heartbeat.lookAnew().catch(() => {})
    else if (verdict === 'host-failed') this.eject(host, host.heartbeat.explain(error))
    else if (endedConnection(error)) void host.replacePool(new DatabaseUnavailableError(`${host.name} ended a connection`))
  }

  #refresh(): void {
    this.#rotation.refresh()
    this.serveWaiting()
  }

  /** The host whose turn it is; undefined when none has room. */
  pick(tried?: ReadonlySet<ReadHost>): ReadHost | undefined {
    return this.#rotation.pick(host => host.hasRoom && !tried?.has(host))
  }

  /** Like `pick`, among those known to have replayed this point; the primary has. */
  pickReplayed(position: Position, tried?: ReadonlySet<ReadHost>): ReadHost | undefined {
    // A role is a wish; that a visitor sees what they wrote is a promise.
    return this.#rotation.pickAny(host => host.hasRoom && !tried?.has(host) && host.hasReplayed(position, this.#history))
  }

  /** Whether this point is of the cluster that this fleet belongs to, as far as is known. */
  knows(position: Position): boolean {
    const system = this.#history.latest?.system
    return system === undefined || system === position.system
  }

  /** Whether this host is known to have replayed this point. */
  hasReplayed(host: ReadHost, position: Position): boolean {
    return host.hasReplayed(position, this.#history)
  }

  /** Whether every host had replayed this point so many milliseconds ago, those that are out too. Hosts still to be discovered may not have. */
  wasEverywhere(position: Position, ago: number): boolean {
    return this.options.discovery === 'static' && this.#rotation.hosts.every(host => host.hadReplayed(position, this.#history, ago))
  }

  /** The newest that is known of the cluster. */
  get latestPosition(): Position | undefined {
    return this.#history.latest
  }

  /** Lets those who wait try again, as many as there is room for. */
  serveWaiting(): void {
    if (this.waiting.size === 0) return
    // Those who have written may be served by hosts that are not in turn.
    this.waiting.serve(() => this.#rotation.hasRoom())
  }

  /** From now on reads find no host; those who wait are told at once. */
  close(): void {
    this.closed = true
    this.#rotation.clear()
    this.waiting.serve(() => true)
  }

  /** The error for a read that no host has been found for. */
  unavailable(): Error {
    this.#unavailable++
    if (this.closed) return new DatabaseUnavailableError('the database is closed')
    const hosts = this.#rotation.hosts.map(host => `${host.name}: ${host.failure?.message ?? host.heartbeat.failure?.message ?? this.#explainIdle(host)}`)
    return new DatabaseUnavailableError(`no database host for a read within ${this.options.read_timeout} ms (${hosts.join('; ') || 'none is known'})`)
  }

  #explainIdle(host: ReadHost): string {
    if (!host.admitted) return 'not known yet'
    return this.#rotation.isWanted(host) ? 'busy' : `is a ${host.role}, target_session_attrs wants a ${this.options.target_session_attrs}`
  }

  overloaded(): Error {
    return new DatabaseOverloadedError(`more than ${this.waiting.limit} reads wait for a database host`)
  }

  status(): { hosts: HostStatus[], unavailable: number } {
    const now = performance.now()
    const hosts = this.#rotation.hosts.map((host): HostStatus => {
      const { report } = host.heartbeat
      return {
        ...host.describe(),
        use: 'reads',
        state: host.admitted ? (host.doubted ? 'doubted' : 'in use') : host.failure ?? host.heartbeat.failure ? 'out' : 'unknown',
        lag: report && this.#history.lag(report, now),
      }
    })
    return { hosts, unavailable: this.#unavailable }
  }
}
