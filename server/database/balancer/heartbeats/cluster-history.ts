import type { Position } from '../../position.ts'
import type { HostReport } from './host-report.ts'

interface Sample { readonly at: number, readonly lsn: bigint }

/** A sample is kept per this share of the span; finer steps would say nothing more of a lag. */
const SAMPLES_PER_SPAN = 200

/**
 * What heartbeats have seen of the cluster's history: where the primary was and when, so that a standby's
 * lag is the time since the primary first passed what the standby has replayed. Unlike the age of the last replayed
 * transaction it does not grow while nothing is written, and unlike the distance between received and replayed it
 * grows when the standby receives nothing.
 */
export class ClusterHistory {
  readonly #span: number
  #samples: Sample[] = []
  #latest: Position | undefined
  #primarySeenAt = 0

  /** @param span milliseconds; lags up to this are told apart */
  constructor(span: number) {
    this.#span = span
  }

  /** The newest timeline on which a primary was seen, and of which cluster. */
  get latest(): Position | undefined {
    return this.#latest
  }

  /** Takes note of a heartbeat; a primary's says where the cluster is, a standby's what was there to receive. */
  observe(report: HostReport): void {
    const { position, role, flushed, received, askedAt } = report
    const latest = this.#latest
    if (role === 'standby') {
      const isOurs = !latest || (latest.system === position.system && latest.timeline === position.timeline)
      if (received !== undefined && isOurs) this.#add(askedAt, received)
      return
    }
    if (latest && latest.system !== position.system) {
      // A database of another cluster among the hosts, or this one made anew: it counts once the old one is gone.
      if (askedAt - this.#primarySeenAt < this.#span) return
      this.#samples = []
    }
    else if (latest && latest.timeline > position.timeline) {
      return
    }
    else if (latest && latest.timeline < position.timeline) {
      // Another branch of history: what the old one had beyond the fork is gone.
      this.#samples = this.#samples.filter(sample => sample.lsn <= position.lsn)
    }
    this.#primarySeenAt = askedAt
    this.#latest = position
    this.#add(askedAt, flushed ?? position.lsn)
  }

  #add(at: number, lsn: bigint): void {
    const last = this.#samples.at(-1)
    if (last && last.lsn >= lsn) return
    this.#samples.push({ at, lsn })
    const [first, second, third] = this.#samples.slice(-3)
    // Thinned from behind: the middle one of three that lie close together goes.
    if (first && second && third && third.at - first.at < this.#span / SAMPLES_PER_SPAN) this.#samples.splice(-2, 1)
    // One sample beyond the span stays, so that a lag of the whole span is still measured.
    while ((this.#samples[1]?.at ?? at) < at - this.#span) this.#samples.shift()
  }

  /**
   * How far a standby is behind, in milliseconds; 0 for one that has replayed all that is known of, and for a primary.
   *
   * @param report the standby's last
   * @param now by `performance.now()`
   */
  lag({ role, position, replayAge }: HostReport, now: number): number {
    const last = this.#samples.at(-1)
    if (role === 'primary' || !last || last.lsn <= position.lsn) return 0
    let index = this.#samples.length - 1
    while (index > 0 && (this.#samples[index - 1]?.lsn ?? 0n) > position.lsn) index--
    const since = now - (this.#samples[index]?.at ?? now)
    // Behind all that was seen, a process that has just started cannot tell for how long: the servers' clocks can.
    return index === 0 ? Math.max(since, replayAge ?? 0) : since
  }

  /** Whether this primary has been replaced by one on a newer timeline. */
  isSuperseded({ role, position }: HostReport): boolean {
    const latest = this.#latest
    return role === 'primary' && latest !== undefined && latest.system === position.system && latest.timeline > position.timeline
  }

  /** Whether this host is of another cluster than the primary: an address that was mistaken. */
  isForeign({ position }: HostReport): boolean {
    return this.#latest !== undefined && this.#latest.system !== position.system
  }
}
