import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalClusterNode } from '../../scripts/local-cluster/index.ts'
import type { ObservedDatabase } from './support/database.ts'
import { allInUse } from './support/database.ts'
import { countAnswers, describeShares, expectSteadyReads, hostOf, imbalance, longForm, moreAnswers, printFigures, readsOf, startThreeHosts, throughout, withDatabase } from './support/reads.ts'
import { startTraffic } from './support/traffic.ts'

const READS = 3000
/** Relative differences between the busiest and the idlest host. */
const AMONG_SURVIVORS = 0.02
const AFTER_RECOVERY = 0.05
/** Which hosts are killed, one at a time: the short form is content with the one in the middle. */
const KILLED = longForm ? [0, 1, 2] : [1]
/** Milliseconds after recovery. */
const SETTLED_AFTER = longForm ? 10_000 : 1000

let three: Awaited<ReturnType<typeof startThreeHosts>>
beforeAll(async () => {
  three = await startThreeHosts()
})
afterAll(() => three?.remove())

/** Each kind of read by itself, as much of it as says something; how often each host answered, by kind. */
async function countByKind(database: ObservedDatabase, nodes: readonly LocalClusterNode[], when: string): Promise<Map<string, number[]>> {
  const counts = new Map<string, number[]>()
  for (const [kind, read] of Object.entries(readsOf(database.reader))) {
    const counted = countAnswers(read)
    const report = await throughout(startTraffic(counted.read, { perSecond: 2000 }), () => moreAnswers(counted, READS))
    printFigures(`${kind} ${when}`, report, { shares: describeShares(counted.of(nodes)) })
    expectSteadyReads(report)
    expect(counted.of(nodes).reduce((sum, count) => sum + count, 0), 'nobody else answers').toBe(report.reads)
    counts.set(kind, counted.of(nodes))
  }
  return counts
}

/** How a picker shares that gives a dead host's turn to the next one. */
function shareByNeighbour(hosts: readonly string[], dead: string, reads: number): number[] {
  const picked = Array.from({ length: reads }, (_, turn) => {
    const [inTurn, next] = [hosts[turn % hosts.length], hosts[(turn + 1) % hosts.length]]
    return inTurn === dead ? next : inTurn
  })
  return hosts.filter(host => host !== dead).map(host => picked.filter(each => each === host).length)
}

describe('the shares of the hosts', () => {
  it.each(KILLED)('are the same among survivors while host %i is dead, and among all soon after it is back', async (index) => {
    const dead = three.nodes[index]
    if (!dead) throw new Error('no such node')
    await withDatabase(three.cluster, async (database) => {
      const killedAt = performance.now()
      await dead.kill()
      await database.event('host-ejected', hostOf(dead), killedAt)
      const survivors = await countByKind(database, three.nodes.filter(node => node !== dead), `without ${dead.name}`)
      await dead.start()
      await allInUse(database)
      await sleep(SETTLED_AFTER)
      const all = await countByKind(database, three.nodes, `with ${dead.name} back`)
      for (const [kind, counts] of survivors) expect(imbalance(counts), kind).toBeLessThanOrEqual(AMONG_SURVIVORS)
      for (const [kind, counts] of all) expect(imbalance(counts), kind).toBeLessThanOrEqual(AFTER_RECOVERY)
    })
  })

  it('are not the same if a dead host\'s turn goes to the next one', () => {
    const counts = shareByNeighbour(three.nodes.map(hostOf), hostOf(three.nodes[1]), READS)
    console.log(`turns of a dead host given to the next one: shares ${describeShares(counts)}`)
    expect(imbalance(counts)).toBeGreaterThan(AMONG_SURVIVORS)
  })
})
