import type { HostFailure } from '../heartbeats/host-failure.ts'

/** A change of state, worth one line in a log. `host` is `name:port`. */
export type DatabaseEvent
  = | { type: 'host-admitted', host: string, use: 'reads' | 'writes' }
    | { type: 'host-ejected', host: string, use: 'reads' | 'writes', failure: HostFailure }
  /** Its heartbeats fail, or fail for another kind of reason than before. */
    | { type: 'host-down', host: string, failure: HostFailure }
  /** Its heartbeats are good again. */
    | { type: 'host-up', host: string }
    | { type: 'host-joined', host: string }
    | { type: 'host-left', host: string }
    | { type: 'resolver-failed', name: string, message: string }
    | { type: 'primary-changed', host: string, timeline: number }
    | { type: 'primary-lost', host: string }
    | { type: 'split-brain', hosts: readonly string[], followed: string | undefined }

/** What one host does for reads or writes. Counts are since the process started, or since the host joined. */
export interface HostStatus {
  /** `name:port`, with the address where discovery found it. */
  readonly host: string
  readonly use: 'reads' | 'writes'
  readonly state: 'unknown' | 'in use' | 'doubted' | 'out'
  /** Why it is out. */
  readonly failure: HostFailure | undefined
  readonly role: 'primary' | 'standby' | undefined
  readonly timeline: number | undefined
  /** What it has written or replayed, in Postgres' form. */
  readonly lsn: string | undefined
  /** How far behind the primary, in milliseconds. */
  readonly lag: number | undefined
  /** Queries and transactions answered. */
  readonly queries: number
  /** Failures for the host's sake. */
  readonly errors: number
  /** Reads that failed here and were asked of another host. */
  readonly retries: number
  /** Reads that were sent here too because another host was slow. */
  readonly hedges: number
  readonly ejections: number
  /** Connections that work. */
  readonly inUse: number
  /** Queries that this host has been given and has no connection for yet. */
  readonly waiting: number
  /** Open sockets, the heartbeat's not counted. */
  readonly sockets: number
}

export interface DatabaseStatus {
  readonly hosts: readonly HostStatus[]
  /** Reads and writes that no host has been given yet. */
  readonly waiting: number
  /** Reads and writes ended because too much was waiting. */
  readonly overloads: number
  /** Reads and writes ended because no host was there in time. */
  readonly unavailable: number
}

/** Told of each change of state, in the order in which they happen. It must not throw. */
export type DatabaseObserver = (event: DatabaseEvent) => void

/** An event as one line for a log. */
export function describeEvent(event: DatabaseEvent): string {
  switch (event.type) {
    case 'host-admitted': return `database host ${event.host} is in use for ${event.use}`
    case 'host-ejected': return `database host ${event.host} is out of ${event.use}: ${event.failure.message}`
    case 'host-down': return `database host ${event.host} cannot be used, still trying: ${event.failure.message}`
    case 'host-up': return `database host ${event.host} answers again`
    case 'host-joined': return `database host ${event.host} was discovered`
    case 'host-left': return `database host ${event.host} has left`
    case 'resolver-failed': return `database host ${event.name} cannot be resolved; hosts that are known of it stay: ${event.message}`
    case 'primary-changed': return `database host ${event.host} is the primary, on timeline ${event.timeline}`
    case 'primary-lost': return `database host ${event.host} is lost as the primary; writes wait for one`
    case 'split-brain': return `database hosts ${event.hosts.join(' and ')} all say they are the primary; ${event.followed === undefined ? 'none is on the newest timeline, so writes wait' : `writes go to ${event.followed}, whose timeline is the newest`}`
  }
}
