import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalClusterNode } from '../../scripts/local-cluster/index.ts'
import type { ObservedDatabase } from './support/database.ts'
import { countQueries, preparedRead } from './support/database.ts'
import { describeShares, describeTimes, expectSteadyReads, hostOf, printFigures, startThreeHosts, throughout, withBaseline, withDatabase } from './support/reads.ts'
import { startTraffic } from './support/traffic.ts'

const KILLS = 20
/** Milliseconds; half of the hosts are started at once, half when everybody knows that they are gone. */
const DOWN_FOR = 300
/** Milliseconds. */
const EJECTED_WITHIN = 100
const BACK_WITHIN = 2000

let three: Awaited<ReturnType<typeof startThreeHosts>>
beforeAll(async () => {
  three = await startThreeHosts()
})
afterAll(() => three?.remove())

/**
 * Kills a host and starts it again. Times in milliseconds: `ejected` since before the signals were sent, so never less
 * than since the first sign that reached this process; `back` since the server was ready.
 */
async function killAndStart(database: ObservedDatabase, node: LocalClusterNode, downFor = 0): Promise<{ ejected: number, back: number }> {
  const host = hostOf(node)
  const killedAt = performance.now()
  await node.kill()
  const ejectedAt = await database.event('host-ejected', host, killedAt)
  await sleep(downFor)
  await node.start()
  const readyAt = performance.now()
  const backAt = await database.event('host-admitted', host, ejectedAt)
  return { ejected: ejectedAt - killedAt, back: Math.max(0, backAt - readyAt) }
}

describe('while hosts are killed', () => {
  it('no read fails by 20 kills of standbys in a row; each is out at once and soon back', async () => {
    const times: Awaited<ReturnType<typeof killAndStart>>[] = []
    await withDatabase(three.cluster, async (database) => {
      const [, first, second] = three.nodes
      const report = await throughout(startTraffic(preparedRead(database.reader)), async () => {
        for (let kill = 0; kill < KILLS; kill++) {
          times.push(await killAndStart(database, kill % 2 === 0 ? first : second, kill % 4 < 2 ? 0 : DOWN_FOR))
        }
      })
      const [ejected, back] = [times.map(time => time.ejected), times.map(time => time.back)]
      printFigures(`${KILLS} kills of standbys`, report, { shares: describeShares(countQueries(database)), ejected: describeTimes(ejected), back: describeTimes(back) })
      expectSteadyReads(report)
      expect(Math.max(...ejected)).toBeLessThanOrEqual(EJECTED_WITHIN)
      expect(Math.max(...back)).toBeLessThanOrEqual(BACK_WITHIN)
    })
  })

  it('no read fails by a kill of the primary; the standbys go on without it and it comes back', async () => {
    await withDatabase(three.cluster, async (database) => {
      let times = { ejected: 0, back: 0 }
      const report = await throughout(startTraffic(preparedRead(database.reader)), async () => {
        times = await killAndStart(database, three.nodes[0], 1000)
      })
      printFigures('a kill of the primary', report, {
        shares: describeShares(countQueries(database)), ejected: describeTimes([times.ejected]), back: describeTimes([times.back]),
      })
      expectSteadyReads(report)
      expect(times.ejected).toBeLessThanOrEqual(EJECTED_WITHIN)
      expect(times.back).toBeLessThanOrEqual(BACK_WITHIN)
    })
  })

  it('reads fail by a single kill without the layer', async () => {
    await withBaseline(three.cluster, async (baseline) => {
      const [, standby] = three.nodes
      const report = await throughout(startTraffic(baseline.read), async () => {
        await standby.kill()
        await sleep(300)
        await standby.start()
      })
      printFigures('a kill of a standby without the layer', report)
      expect(report.failed).toBeGreaterThan(0)
    })
  })
})
