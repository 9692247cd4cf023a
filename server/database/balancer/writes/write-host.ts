import type { HostReport } from '../heartbeats/host-report.ts'
import { PooledHost } from '../hosts/pooled-host.ts'

/** A host that may be, or become, the primary. */
export class WriteHost extends PooledHost {
  /** What its last heartbeat said, while it is well and takes writes. */
  claim: HostReport | undefined

  /** Takes note of a heartbeat. */
  consider(report: HostReport): void {
    this.claim = report.role === 'primary' && !report.readOnly ? report : undefined
    this.failure = undefined
  }
}
