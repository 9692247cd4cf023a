import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalClusterNode } from '../../scripts/local-cluster/index.ts'
import { allInUse, countQueries, preparedRead } from './support/database.ts'
import { countAnswers, describeShares, describeTimes, expectSteadyReads, hostOf, moreAnswers, printFigures, startThreeHosts, throughout, withBaseline, withDatabase } from './support/reads.ts'
import { startTraffic } from './support/traffic.ts'

const ROUNDS = 2
/** Milliseconds a restart may take so that a read of a second lives through it, with what it takes to notice. */
const SHORT_RESTART = 600
const TRIES = 5
/** Milliseconds of ordinary reads after the last restart. */
const SETTLING = 500

let three: Awaited<ReturnType<typeof startThreeHosts>>
beforeAll(async () => {
  three = await startThreeHosts()
})
afterAll(() => three?.remove())

/** @returns milliseconds from the order to stop until the host is ready again */
async function restart(node: LocalClusterNode): Promise<number> {
  const began = performance.now()
  await node.stop()
  await node.start()
  return performance.now() - began
}

describe('while hosts are restarted', () => {
  it('no read fails by two rolling restarts of all hosts, each as soon as the one before is ready', async () => {
    await withDatabase(three.cluster, async (database) => {
      const times: number[] = []
      // Restarts follow each other so fast that for moments no host is back in use, and reads wait.
      const report = await throughout(startTraffic(preparedRead(database.reader), { perSecond: 1500 }), async () => {
        for (let round = 0; round < ROUNDS; round++) {
          for (const node of three.nodes) times.push(await restart(node))
        }
        await allInUse(database)
        await sleep(SETTLING)
      })
      const ejections = database.status().hosts.filter(({ use }) => use === 'reads').map(host => host.ejections)
      printFigures('two rolling restarts', report, { shares: describeShares(countQueries(database)), restarts: describeTimes(times), ejections: ejections.join(' / ') })
      expectSteadyReads(report)
      for (const count of ejections) expect(count).toBeGreaterThanOrEqual(1)
    })
  })

  it('no read fails by a short restart of the only host: reads wait for it', async () => {
    const [primary] = three.nodes
    await withDatabase({ primaryUrl: primary.url, readUrl: primary.url }, async (database) => {
      const counted = countAnswers(preparedRead(database.reader))
      const traffic = startTraffic(counted.read, { perSecond: 1500 })
      let [report, took, back] = [traffic.report(), Infinity, 0]
      await throughout(traffic, async () => {
        // A busy machine may take longer than a read may: then this restart proves nothing.
        for (let attempt = 0; attempt < TRIES && took > SHORT_RESTART; attempt++) {
          traffic.report()
          const began = performance.now()
          took = await restart(primary)
          back = await database.event('host-admitted', hostOf(primary), began) - began
          await moreAnswers(counted, 1000)
          report = traffic.report()
        }
      })
      printFigures('a restart of the only host', report, { 'restart': describeTimes([took]), 'in use after': describeTimes([back]) })
      expect(took).toBeLessThanOrEqual(SHORT_RESTART)
      expectSteadyReads(report)
    })
  })

  it('reads fail by the restart of a single host without the layer', async () => {
    await withBaseline(three.cluster, async (baseline) => {
      const [, standby] = three.nodes
      const report = await throughout(startTraffic(baseline.read), async () => {
        await restart(standby)
      })
      printFigures('a restart of a standby without the layer', report)
      expect(report.failed).toBeGreaterThan(0)
    })
  })
})
