import type { HostReport } from '../../../../../../server/database/balancer/heartbeats/host-report.ts'

/** What a test says of a heartbeat; the rest is of a well primary of one cluster. */
export interface ReportParts extends Partial<Omit<HostReport, 'position'>> {
  lsn?: bigint
  timeline?: number
  system?: string
}

/** A heartbeat's report. */
export function report({ lsn = 0n, timeline = 1, system = '7', ...parts }: ReportParts = {}): HostReport {
  return {
    askedAt: performance.now(),
    version: 180_000,
    role: 'primary',
    readOnly: false,
    position: { system, timeline, lsn },
    flushed: undefined,
    received: undefined,
    replayAge: undefined,
    migrated: true,
    ...parts,
  }
}
