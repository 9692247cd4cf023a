import { formatLsn } from '../../position.ts'
import type { HostPool } from '../driver/host-pool.ts'
import type { Heartbeat } from '../heartbeats/heartbeat.ts'
import type { HostFailure } from '../heartbeats/host-failure.ts'
import type { HostStatus } from './observation.ts'

export const CONNECTIONS_PER_HOST = 10
/**
 * How many queries one host is given at a time, two for each connection: enough to hide the network's round trip. More
 * wait in line for whichever host is free first, instead of behind a slow query on a connection chosen early.
 */
export const IN_FLIGHT_PER_HOST = 2 * CONNECTIONS_PER_HOST

/** A query or transaction that a host has been given. */
export interface Attempt {
  /** The host is out: give it up. */
  lost: (error: Error) => void
  /** All that were given to the same pool, and this one's place there. */
  among?: Attempt[]
  place?: number
}

/** A host with its heartbeat, its present pool, and what is under way on it. */
export class PooledHost {
  readonly name: string
  readonly heartbeat: Heartbeat
  readonly #open: () => HostPool
  #pool: HostPool | undefined
  #attempts: Attempt[] = []
  admitted = false
  failure: HostFailure | undefined
  readonly counts = { queries: 0, errors: 0, retries: 0, hedges: 0, ejections: 0 }

  /**
   * @param name `name:port`, for people
   * @param open opens a pool to it, now and after each ejection
   */
  constructor(name: string, heartbeat: Heartbeat, open: () => HostPool) {
    this.name = name
    this.heartbeat = heartbeat
    this.#open = open
  }

  get pool(): HostPool {
    return this.#pool ??= this.#open()
  }

  get inFlight(): number {
    return this.#attempts.length
  }

  get hasRoom(): boolean {
    return this.#attempts.length < IN_FLIGHT_PER_HOST
  }

  begin(attempt: Attempt): void {
    attempt.among = this.#attempts
    attempt.place = this.#attempts.push(attempt) - 1
  }

  /** @returns false when the attempt was given up before it ended */
  end(attempt: Attempt): boolean {
    const { among, place } = attempt
    if (!among || place === undefined || among[place] !== attempt) return false
    // The last takes its place: half the cost of a Set, twice for every query.
    const last = among.pop()
    if (last && last !== attempt) {
      among[place] = last
      last.place = place
    }
    return true
  }

  /**
   * Ends the pool with its sockets and gives up what is under way. The next query opens a new one.
   *
   * @param error what is given up is told
   * @param within milliseconds in which what is under way may still end by itself
   */
  async replacePool(error: Error, within = 0): Promise<void> {
    const pool = this.#pool
    const attempts = this.#attempts
    this.#pool = undefined
    this.#attempts = []
    const giveUp = () => {
      const lost = attempts.splice(0)
      for (const attempt of lost) attempt.lost(error)
    }
    // Where nothing is under way there is nothing to wait for; a frozen host would never close its idle connections.
    const patience = attempts.length > 0 ? within : 0
    if (patience === 0) giveUp()
    await pool?.destroy(patience)
    giveUp()
  }

  /** The part of the status that reads and writes have in common. */
  describe(): Pick<HostStatus, 'host' | 'role' | 'timeline' | 'lsn' | 'inUse' | 'waiting' | 'sockets' | keyof PooledHost['counts']> & { failure: HostFailure | undefined } {
    const { report } = this.heartbeat
    const inUse = Math.min(this.inFlight, CONNECTIONS_PER_HOST)
    return {
      host: this.name,
      failure: this.admitted ? undefined : this.failure ?? this.heartbeat.failure,
      role: report?.role,
      timeline: report?.position.timeline,
      lsn: report && formatLsn(report.position.lsn),
      ...this.counts,
      inUse,
      waiting: this.inFlight - inUse,
      sockets: this.#pool?.openSockets() ?? 0,
    }
  }
}
