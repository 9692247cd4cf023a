import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allInUse, countQueries, preparedRead } from './support/database.ts'
import { describeShares, expectSteadyReads, hostOf, longForm, printFigures, startThreeHosts, throughout, withBaseline, withDatabase } from './support/reads.ts'
import { startTraffic } from './support/traffic.ts'

/** Milliseconds of the whole run. */
const RUN = longForm ? 30_000 : 8000
/** Shares of the run, the same in both forms: half of it something is frozen, a quarter of it two of three hosts. */
const PHASES = { before: 0.2, one: 0.25, two: 0.25 }
/** Milliseconds. */
const SLOWEST = 1000
const P99 = 100

let three: Awaited<ReturnType<typeof startThreeHosts>>
beforeAll(async () => {
  three = await startThreeHosts()
})
afterAll(async () => {
  for (const node of three?.nodes ?? []) node.thaw()
  await three?.remove()
})

describe('while hosts are frozen', () => {
  it('no read fails or takes over a second, and 99 of 100 take at most 100 ms, by SIGSTOP of one standby, then of both', async () => {
    await withDatabase(three.cluster, async (database) => {
      const [, first, second] = three.nodes
      const began = performance.now()
      let [ejected, back] = [[0], [0]]
      const report = await throughout(startTraffic(preparedRead(database.reader), { perSecond: 800 }), async () => {
        await sleep(RUN * PHASES.before)
        const firstAt = performance.now()
        first.freeze()
        await sleep(RUN * PHASES.one)
        const secondAt = performance.now()
        second.freeze()
        await sleep(RUN * PHASES.two)
        const thawedAt = performance.now()
        first.thaw()
        second.thaw()
        ejected = [await database.event('host-ejected', hostOf(first), firstAt) - firstAt, await database.event('host-ejected', hostOf(second), secondAt) - secondAt]
        back = await Promise.all([first, second].map(async node => await database.event('host-admitted', hostOf(node), thawedAt) - thawedAt))
        await allInUse(database)
        await sleep(Math.max(0, began + RUN - performance.now()))
      })
      printFigures(`a freeze of one standby, then of both, in ${RUN / 1000} s`, report, {
        shares: describeShares(countQueries(database)),
        hedges: String(database.status().hosts.reduce((sum, { hedges }) => sum + hedges, 0)),
        ejected: ejected.map(time => `${Math.round(time)} ms`).join(' / '),
        back: back.map(time => `${Math.round(time)} ms`).join(' / '),
      })
      expectSteadyReads(report)
      expect(report.slowest).toBeLessThanOrEqual(SLOWEST)
      expect(report.p99).toBeLessThanOrEqual(P99)
    })
  })

  it('reads hang by a freeze of one standby without the layer', async () => {
    await withBaseline(three.cluster, async (baseline) => {
      const [, standby] = three.nodes
      const report = await throughout(startTraffic(baseline.read), async () => {
        standby.freeze()
        await sleep(SLOWEST + 500)
        standby.thaw()
      })
      printFigures('a freeze of a standby without the layer', report)
      expect(report.slowest).toBeGreaterThan(SLOWEST)
    })
  })
})
