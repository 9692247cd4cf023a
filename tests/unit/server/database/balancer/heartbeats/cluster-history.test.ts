import { describe, expect, it } from 'vitest'
import { ClusterHistory } from '../../../../../../server/database/balancer/heartbeats/cluster-history.ts'
import type { ReportParts } from '../support/reports.ts'
import { report } from '../support/reports.ts'

const primary = (askedAt: number, lsn: bigint, parts: ReportParts = {}) => report({ askedAt, lsn, ...parts })
const standby = (lsn: bigint, parts: ReportParts = {}) => report({ role: 'standby', lsn, ...parts })

function historyOf(...beats: [askedAt: number, lsn: bigint][]): ClusterHistory {
  const history = new ClusterHistory(20_000)
  for (const [askedAt, lsn] of beats) history.observe(primary(askedAt, lsn))
  return history
}

describe('the lag of a standby', () => {
  it('is 0 while nothing has been heard of a primary', () => {
    expect(new ClusterHistory(20_000).lag(standby(5n, { replayAge: 90_000 }), 1000)).toBe(0)
  })

  it('is 0 when it has replayed all, however long nothing was written', () => {
    const history = historyOf([0, 100n], [3_600_000, 100n])
    expect(history.lag(standby(100n, { replayAge: 3_600_000 }), 3_600_100)).toBe(0)
  })

  it('is the time since the primary first passed what it has replayed', () => {
    const history = historyOf([1000, 100n], [2000, 200n], [3000, 300n], [4000, 400n])
    expect(history.lag(standby(100n), 4500)).toBe(2500)
    expect(history.lag(standby(250n), 4500)).toBe(1500)
    expect(history.lag(standby(399n), 4500)).toBe(500)
    expect(history.lag(standby(400n), 4500)).toBe(0)
  })

  it('grows with time while it is behind, though the primary writes no more', () => {
    const history = historyOf([0, 100n], [1000, 200n])
    expect(history.lag(standby(150n), 1500)).toBe(500)
    expect(history.lag(standby(150n), 61_000)).toBe(60_000)
  })

  it('begins with the write that it misses, not with the idle time before', () => {
    const history = historyOf([0, 100n], [3_600_000, 200n])
    expect(history.lag(standby(100n, { replayAge: 3_600_050 }), 3_600_050)).toBe(50)
  })

  it('is by the servers\' clocks where it is behind all that this process has seen', () => {
    const history = historyOf([0, 1000n])
    expect(history.lag(standby(10n, { replayAge: 45_000 }), 100)).toBe(45_000)
    expect(history.lag(standby(10n), 100)).toBe(100)
  })

  it('is measured by what other standbys have received when no primary is seen', () => {
    const history = new ClusterHistory(20_000)
    history.observe(standby(100n, { askedAt: 0, received: 100n }))
    history.observe(standby(200n, { askedAt: 1000, received: 200n }))
    expect(history.lag(standby(100n), 4000)).toBe(3000)
  })

  it('is 0 for a primary', () => {
    expect(historyOf([0, 100n]).lag(primary(0, 1n), 9000)).toBe(0)
  })

  it('is right to 1 % of the span after hours of beats ten times a second, and so is a lag of the whole span', () => {
    const history = new ClusterHistory(20_000)
    const last = 36_000 * 4
    for (let beat = 0; beat <= last; beat++) history.observe(primary(beat * 100, BigInt(beat)))
    for (const behind of [1, 5, 50, 199, 200]) {
      const lag = history.lag(standby(BigInt(last - behind)), last * 100)
      expect(Math.abs(lag - (behind - 1) * 100)).toBeLessThanOrEqual(200)
    }
    expect(history.lag(standby(1n), last * 100)).toBeGreaterThanOrEqual(20_000)
  })

  it('is told apart in at most so many steps, however many beats there were', () => {
    const history = new ClusterHistory(20_000)
    const last = 200_000
    for (let beat = 0; beat <= last; beat++) history.observe(primary(beat * 25, BigInt(beat)))
    const lags = new Set<number>()
    for (let lsn = last - 3000; lsn < last; lsn++) lags.add(history.lag(standby(BigInt(lsn)), last * 25))
    // As many as samples are kept: one for each 100 ms, or a few more.
    expect(lags.size).toBeGreaterThan(100)
    expect(lags.size).toBeLessThanOrEqual(403)
    expect(Math.max(...lags)).toBeLessThanOrEqual(20_200)
  })
})

describe('a new timeline', () => {
  it('makes what the old primary had beyond the fork count no more', () => {
    const history = historyOf([0, 100n], [1000, 500n])
    history.observe(primary(2000, 300n, { timeline: 2 }))
    expect(history.latest).toEqual({ system: '7', timeline: 2, lsn: 300n })
    expect(history.lag(standby(300n, { timeline: 2 }), 50_000)).toBe(0)
    expect(history.lag(standby(200n, { timeline: 2 }), 2500)).toBe(500)
  })

  it('supersedes the primary of the old one, whose beats are then ignored', () => {
    const history = historyOf([0, 100n])
    const old = primary(3000, 900n)
    expect(history.isSuperseded(old)).toBe(false)
    history.observe(primary(2000, 120n, { timeline: 2 }))
    expect(history.isSuperseded(old)).toBe(true)
    history.observe(old)
    expect(history.latest?.lsn).toBe(120n)
    expect(history.lag(standby(120n, { timeline: 2 }), 9000)).toBe(0)
    expect(history.isSuperseded(standby(1n))).toBe(false)
    expect(history.isSuperseded(primary(3000, 900n, { system: '8' }))).toBe(false)
  })

  it('is not taken from a standby, which may have received what the fork threw away', () => {
    const history = historyOf([0, 100n])
    history.observe(primary(1000, 110n, { timeline: 2 }))
    history.observe(standby(90n, { askedAt: 1100, received: 400n }))
    expect(history.latest?.lsn).toBe(110n)
    expect(history.lag(standby(110n, { timeline: 2 }), 60_000)).toBe(0)
  })
})

describe('another cluster', () => {
  it('says nothing of this one\'s standbys when one of its own answers by mistake', () => {
    const history = historyOf([0, 100n])
    history.observe(standby(9000n, { system: '8', askedAt: 1000, received: 9000n }))
    history.observe(primary(2000, 200n))
    expect(history.lag(standby(200n), 60_000)).toBe(0)
  })

  it('takes nothing over when it replaces this one', () => {
    const history = historyOf([0, 100n])
    history.observe(primary(50_000, 500n, { system: '8' }))
    expect(history.latest?.system).toBe('8')
    expect(history.lag(standby(50n, { system: '8' }), 50_100)).toBe(100)
  })
})
