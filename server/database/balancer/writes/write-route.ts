import type { ConnectionOptions } from '../../configuration.ts'
import { DatabaseOverloadedError, DatabaseUnavailableError } from '../../errors.ts'
import type { ClusterHistory } from '../heartbeats/cluster-history.ts'
import type { HostFailure } from '../heartbeats/host-failure.ts'
import type { DatabaseObserver, HostStatus } from '../hosts/observation.ts'
import { WaitingLine } from '../hosts/waiting-line.ts'
import type { WriteHost } from './write-host.ts'

export type RouteOptions = Pick<ConnectionOptions, 'connect_timeout'>

/** Milliseconds in which a server that is going away may still answer what it was sent. */
const LAST_WORDS_MS = 1000

/** The way to the primary, wherever it is among the writer's hosts. */
export class WriteRoute {
  readonly hosts: readonly WriteHost[]
  readonly #history: ClusterHistory
  readonly #observe: DatabaseObserver
  readonly options: RouteOptions
  readonly waiting = new WaitingLine()
  readonly #silences = new Map<WriteHost, NodeJS.Timeout>()
  /** Those that have answered or failed since the start. */
  readonly #heard = new Set<WriteHost>()
  #primary: WriteHost | undefined
  #followed: { host: WriteHost, timeline: number } | undefined
  #claimants = ''
  #unavailable = 0
  closed = false

  constructor(hosts: readonly WriteHost[], options: RouteOptions, history: ClusterHistory, observe: DatabaseObserver) {
    this.hosts = hosts
    this.#history = history
    this.#observe = observe
    this.options = options
    for (const host of hosts) {
      host.heartbeat.listen({
        reported: (report) => {
          this.#endSilence(host)
          host.consider(report)
          this.#heard.add(host)
          this.#elect()
        },
        hesitated: () => {},
        failed: failure => this.#failed(host, failure),
      })
    }
  }

  /** The primary, if it has room. */
  get primary(): WriteHost | undefined {
    return !this.closed && this.#primary?.hasRoom ? this.#primary : undefined
  }

  /** The host has refused a write as a standby does: another may be the primary now. */
  demote(host: WriteHost): void {
    host.claim = undefined
    this.#elect()
    this.#retire(host, 'is no primary any more')
    for (const each of this.hosts) each.heartbeat.look().catch(() => {})
  }

  /** A connection to the host was lost. */
  suspect(host: WriteHost): void {
    this.#retire(host, 'lost a connection')
    host.heartbeat.lookAnew().catch(() => {})
  }

  /**
   * New writes get new connections: postgres.js hands the error of a connection that was ended on to the next
   * query there, https://github.com/porsager/postgres/issues/815. What is under way may end by itself.
   */
  #retire(host: WriteHost, why: string): void {
    void host.replacePool(new DatabaseUnavailableError(`${host.name} ${why}`), LAST_WORDS_MS)
  }

  #failed(host: WriteHost, failure: HostFailure): void {
    host.failure = failure
    host.claim = undefined
    this.#heard.add(host)
    this.#elect()
    if (failure.kind !== 'silent') {
      this.#endSilence(host)
      this.#retire(host, failure.message)
    }
    else if (!this.#silences.has(host)) {
      // A stalled server may still answer a write; giving it up leaves its outcome unknown.
      const error = new DatabaseUnavailableError(`${host.name}: ${failure.message}`)
      this.#silences.set(host, setTimeout(() => void host.replacePool(error), this.options.connect_timeout))
    }
  }

  #endSilence(host: WriteHost): void {
    clearTimeout(this.#silences.get(host))
    this.#silences.delete(host)
  }

  /** Of those that say they are the primary the newest timeline wins; one that another has superseded is never followed again. */
  #elect(): void {
    // Of two primaries the first to answer may be the superseded one.
    if (this.#heard.size < this.hosts.length) return
    const claims = this.hosts.flatMap(host => host.claim && !this.#history.isForeign(host.claim) ? [{ host, report: host.claim }] : [])
    const newest = Math.max(...claims.map(({ report }) => report.position.timeline))
    const best = claims.filter(({ report }) => report.position.timeline === newest && !this.#history.isSuperseded(report)).map(({ host }) => host)
    const next = best.find(host => host === this.#primary) ?? best[0]
    this.#reportClaims(claims.map(({ host }) => host), next)

    const before = this.#primary
    this.#primary = next
    if (before && before !== next) {
      before.admitted = false
      before.counts.ejections++
      this.#followed = undefined
      this.#observe({ type: 'primary-lost', host: before.name })
    }
    if (next) {
      next.admitted = true
      if (this.#followed?.host !== next || this.#followed.timeline !== newest) this.#observe({ type: 'primary-changed', host: next.name, timeline: newest })
      this.#followed = { host: next, timeline: newest }
      this.serveWaiting()
    }
  }

  #reportClaims(claimants: readonly WriteHost[], followed: WriteHost | undefined): void {
    const names = claimants.map(host => host.name)
    const key = names.join()
    if (key === this.#claimants) return
    this.#claimants = key
    if (names.length > 1) this.#observe({ type: 'split-brain', hosts: names, followed: followed?.name })
  }

  /** Lets those who wait try again, as many as there is room for. */
  serveWaiting(): void {
    if (this.waiting.size > 0) this.waiting.serve(() => this.primary !== undefined)
  }

  /** The error for a write that no primary has been found for; it was not sent. */
  unavailable(): Error {
    this.#unavailable++
    if (this.closed) return new DatabaseUnavailableError('the database is closed')
    const hosts = this.hosts.map(host => `${host.name}: ${host.failure?.message ?? (host.heartbeat.report ? 'is no primary that takes writes' : 'not known yet')}`)
    return new DatabaseUnavailableError(`no primary for a write within ${this.options.connect_timeout} ms (${hosts.join('; ')})`)
  }

  overloaded(): Error {
    return new DatabaseOverloadedError(`more than ${this.waiting.limit} writes wait for the primary`)
  }

  status(): { hosts: HostStatus[], unavailable: number } {
    const hosts = this.hosts.map((host): HostStatus => ({
      ...host.describe(),
      use: 'writes',
      state: host.admitted ? 'in use' : host.heartbeat.report || host.failure ? 'out' : 'unknown',
      lag: host.heartbeat.report && this.#history.lag(host.heartbeat.report, performance.now()),
    }))
    return { hosts, unavailable: this.#unavailable }
  }

  /** From now on writes find no primary; those who wait are told at once. */
  close(): void {
    this.closed = true
    this.#primary = undefined
    for (const host of this.hosts) this.#endSilence(host)
    this.waiting.serve(() => true)
  }
}
