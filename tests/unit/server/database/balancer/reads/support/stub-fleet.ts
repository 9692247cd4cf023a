import postgres from 'postgres'
import { ClusterHistory } from '../../../../../../../server/database/balancer/heartbeats/cluster-history.ts'
import type { HeartbeatListener } from '../../../../../../../server/database/balancer/heartbeats/heartbeat.ts'
import { Heartbeat } from '../../../../../../../server/database/balancer/heartbeats/heartbeat.ts'
import type { HostFailure } from '../../../../../../../server/database/balancer/heartbeats/host-failure.ts'
import type { HostReport } from '../../../../../../../server/database/balancer/heartbeats/host-report.ts'
import type { DatabaseEvent } from '../../../../../../../server/database/balancer/hosts/observation.ts'
import type { ReadContext } from '../../../../../../../server/database/balancer/reads/read-context.ts'
import { ReadExecution } from '../../../../../../../server/database/balancer/reads/read-execution.ts'
import type { FleetOptions } from '../../../../../../../server/database/balancer/reads/read-fleet.ts'
import { ReadFleet } from '../../../../../../../server/database/balancer/reads/read-fleet.ts'
import { ReadHost } from '../../../../../../../server/database/balancer/reads/read-host.ts'
import type { ReportParts } from '../../support/reports.ts'
import { report } from '../../support/reports.ts'

/** A heartbeat that beats when a test says so, and asks nobody. */
class StubHeartbeat extends Heartbeat {
  readonly #listening = new Set<HeartbeatListener>()
  looks = 0
  /** What asking the host now would find. */
  whenAsked: () => Promise<HostReport> = () => this.report ? Promise.resolve(this.report) : Promise.reject(new Error('down'))

  constructor() {
    super({
      target: { user: 'reader', password: undefined, database: 'site' },
      endpoint: { host: 'stub', port: 1 },
      options: { application_name: 'test', connect_timeout: 1000, sslmode: 'disable', host_recheck: 1000 },
      schemaTable: 'articles',
    })
  }

  override listen(listener: HeartbeatListener): void {
    this.#listening.add(listener)
  }

  override start(): void {}

  override look(): Promise<HostReport> {
    this.looks++
    return this.whenAsked()
  }

  tell(call: (listener: HeartbeatListener) => void): void {
    for (const listener of this.#listening) call(listener)
  }
}

/** A host without a server: a test gives its heartbeats and its answers. */
export class StubHost {
  readonly heartbeat = new StubHeartbeat()
  readonly host: ReadHost
  readonly #history: ClusterHistory
  asked = 0
  pools = 0
  destroyed = 0
  /** What each read is answered. */
  answer: () => Promise<string>

  constructor(name: string, history: ClusterHistory) {
    this.#history = history
    this.answer = () => Promise.resolve(name)
    this.host = new ReadHost(name, this.heartbeat, () => {
      this.pools++
      // Never connected: only its identity counts.
      const sql = postgres({ max: 1 })
      ownerOf.set(sql, this)
      return {
        sql,
        openSockets: () => 0,
        destroy: () => {
          this.destroyed++
          return Promise.resolve()
        },
      }
    })
  }

  beats(parts: ReportParts = {}): void {
    const now = report(parts)
    this.heartbeat.report = now
    this.heartbeat.failure = undefined
    this.#history.observe(now)
    this.heartbeat.tell(listener => listener.reported(now))
  }

  hesitates(): void {
    this.heartbeat.tell(listener => listener.hesitated())
  }

  fails(kind: HostFailure['kind'] = 'lost'): void {
    const failure = { kind, message: `is ${kind}` }
    this.heartbeat.report = undefined
    this.heartbeat.failure = failure
    this.heartbeat.tell(listener => listener.failed(failure))
  }
}

const ownerOf = new WeakMap<postgres.Sql, StubHost>()

/** Hosts `a`, `b`, ..., all well, with the real fleet over them. */
export function stubFleet(count: number, options: Partial<FleetOptions> = {}) {
  const history = new ClusterHistory(20_000)
  const events: DatabaseEvent[] = []
  const fleet = new ReadFleet({
    load_balance_hosts: 'round_robin', target_session_attrs: 'any', max_lag: 10_000, read_timeout: 1000, discovery: 'static', ...options,
  }, history, event => events.push(event))
  const hosts = Array.from({ length: count }, (_, index) => new StubHost(String.fromCodePoint(97 + index), history))
  for (const { host } of hosts) fleet.add(host)
  for (const host of hosts) host.beats()
  const read = ({ hedged = true, context }: { hedged?: boolean, context?: ReadContext } = {}): Promise<string> =>
    new ReadExecution(fleet, sql => ownerOf.get(sql)?.answer() ?? Promise.reject(new TypeError('an unknown pool')), hedged, context).run()
  return { fleet, history, events, hosts, read }
}

/** The host of this index. */
export function hostAt(hosts: readonly StubHost[], index: number): StubHost {
  const host = hosts[index]
  if (!host) throw new TypeError(`there is no host ${index}`)
  return host
}

/** After so many milliseconds, this value. */
export function after(milliseconds: number, value: string): Promise<string> {
  return new Promise(resolve => setTimeout(resolve, milliseconds, value))
}

/** After so many milliseconds, an error of this code. */
export function failAfter(milliseconds: number, code: string, parts: object = {}): Promise<string> {
  return new Promise((_resolve, reject) => setTimeout(reject, milliseconds, Object.assign(new Error(`failed with ${code}`), { code }, parts)))
}

/** Never an answer. */
export function hang(): Promise<string> {
  return new Promise(() => {})
}
