import type { Position } from '../../position.ts'
import type { ClusterHistory } from '../heartbeats/cluster-history.ts'
import type { HostFailure } from '../heartbeats/host-failure.ts'
import type { HostReport } from '../heartbeats/host-report.ts'
import { PooledHost } from '../hosts/pooled-host.ts'

/** A host that was in use and failed must answer this many heartbeats well before it is used again. */
const GOOD_BEATS_TO_RETURN = 2

/** Reports of so many milliseconds are remembered, one for each step. */
const REMEMBERED_MS = 2_000
const REMEMBERED_STEP_MS = 50
/** Milliseconds in which a host may say where it is; one that takes longer is passed over. */
const LOOK_WITHIN_MS = 50

const sleep = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

/** A host for reads. */
export class ReadHost extends PooledHost {
  /** As its last heartbeat said; kept while one is awaited. */
  role: HostReport['role'] | undefined
  /** A heartbeat is late: others are asked first. */
  doubted = false
  #wasAdmitted = false
  #goodBeats = 0
  /** What it said and when that was heard, oldest first; since it was last out. */
  #heard: { report: HostReport, at: number }[] = []

  /** Asks where it is, and waits for the answer no longer than a moment. It never rejects. */
  async lookBriefly(): Promise<void> {
    await Promise.race([this.heartbeat.look().catch(() => {}), sleep(LOOK_WITHIN_MS)])
  }

  /** Takes note of what it says. */
  hear(report: HostReport): void {
    const at = performance.now()
    if (at - (this.#heard.at(-1)?.at ?? -Infinity) < REMEMBERED_STEP_MS) return
    this.#heard.push({ report, at })
    // One beyond the span stays: it says what was so at the span's beginning.
    while ((this.#heard[1]?.at ?? at) < at - REMEMBERED_MS) this.#heard.shift()
  }

  /** Takes note of a good heartbeat. @returns whether the host, being out, may be used now */
  answeredWell(): boolean {
    this.#goodBeats++
    return this.#goodBeats >= (this.#wasAdmitted ? GOOD_BEATS_TO_RETURN : 1)
  }

  admit(): void {
    this.admitted = true
    this.#wasAdmitted = true
    this.failure = undefined
  }

  /** Out of use until its heartbeats are good again. */
  reject(failure: HostFailure): void {
    this.#goodBeats = 0
    this.#heard = []
    this.failure = failure
    this.admitted = false
  }

  /**
   * What a read that is sent now certainly sees; undefined where that is not known. It never is of a primary: a commit is in its WAL
   * a moment before others see it, and that moment is as long as a synchronous standby takes.
   */
  get replayed(): Position | undefined {
    const { report } = this.heartbeat
    return report?.role === 'standby' ? report.position : undefined
  }

  /** Whether it is known to have replayed this point, or to be the primary that it was written on or one after it. */
  hasReplayed(position: Position, history: ClusterHistory): boolean {
    return hasReplayed(this.heartbeat.report, position, history)
  }

  /** Like `hasReplayed`, of so many milliseconds ago, at most 2,000. */
  hadReplayed(position: Position, history: ClusterHistory, ago: number): boolean {
    const then = performance.now() - ago
    return this.hasReplayed(position, history) && hasReplayed(this.#heard.findLast(({ at }) => at <= then)?.report, position, history)
  }
}

function hasReplayed(report: HostReport | undefined, position: Position, history: ClusterHistory): boolean {
  if (!report || report.position.system !== position.system) return false
  if (report.role === 'primary') return report.position.timeline >= position.timeline && !history.isSuperseded(report)
  return report.position.timeline === position.timeline && report.position.lsn >= position.lsn
}
