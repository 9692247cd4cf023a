import process from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FaultyLink } from '../support/faulty-link.ts'
import { openLink } from '../support/faulty-link.ts'
import { awaitCaughtUp } from '../support/replay.ts'
import { currentPrimary } from '../support/switchover.ts'
import type { TemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { startTemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { eventually } from './local-cluster-support.ts'
import { allInUse, countQueries, openBaseline, openObserved, prepareSchema, preparedRead } from './support/database.ts'
import { FaultInjection } from './support/fault-injection.ts'
import { describeStep, faultSchedule } from './support/fault-schedule.ts'
import { liveHeap } from './support/heap.ts'
import { startTraffic } from './support/traffic.ts'
import { startVisitors } from './support/visitors.ts'

const minutes = Number(process.env['FAULTS_MINUTES'] ?? 0.4)
const seed = Number(process.env['FAULTS_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const seconds = minutes * 60

let temporary: TemporaryCluster
const links: FaultyLink[] = []
beforeAll(async () => {
  temporary = await startTemporaryCluster({ port: 18_300 })
  await prepareSchema(temporary.cluster)
  for (const node of temporary.cluster.nodes) links.push(await openLink({ to: node.port }))
})
afterAll(async () => {
  await Promise.all(links.map(link => link.close()))
  await temporary.remove()
})

/** A step that never ends is a fault of the test's own: it must not look like patience. */
async function within(milliseconds: number, what: string, work: Promise<void>): Promise<void> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`not over within ${milliseconds} ms: ${what}`)), milliseconds)
  try {
    await Promise.race([work, tooLate])
  }
  finally {
    clearTimeout(timer)
  }
}

describe('reads and writes under random faults', () => {
  it(`hold for ${Math.round(seconds)} s with seed ${seed}`, { timeout: (seconds + 120) * 1000 }, async () => {
    console.log(`random faults for ${Math.round(seconds)} s; again with: npm run test:faults -- --minutes ${minutes} --seed ${seed}`)
    const { cluster } = temporary
    const hosts = links.map(({ host, port }) => `${host}:${port}`).join(',')
    const url = `postgres://kuberocks@${hosts}/kuberocks`
    const database = openObserved({ primaryUrl: url, readUrl: url }, { reader: { max_lag: '2' } })
    await allInUse(database)
    // Past the links: what is connected through them in the end is the layer's alone.
    const baseline = openBaseline(cluster)
    const injection = new FaultInjection(cluster, links, await currentPrimary(cluster))

    const visitors = await startVisitors(database)
    const traffic = startTraffic(preparedRead(database.reader))
    const naive = startTraffic(baseline.read, { concurrency: 2, perSecond: 10 })
    const heapBefore = await liveHeap() / 2 ** 20
    const began = performance.now()
    const kinds = new Map<string, number>()
    const breakThings = async () => {
      for (const step of faultSchedule(seed, cluster.nodes.length)) {
        if (performance.now() - began > seconds * 1000) break
        console.log(`${((performance.now() - began) / 1000).toFixed(1)} s: ${describeStep(step)}`)
        for (const { kind } of step) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
        await within(60_000, describeStep(step), injection.run(step))
        await awaitCaughtUp(cluster)
        await allInUse(database)
      }
    }
    // What was seen until then is told also when a step of the schedule fails.
    const broken = await breakThings().then(() => undefined, (error: unknown) => error)
    const reads = await traffic.stop()
    const written = await visitors.stop()
    const naiveReads = await naive.stop()
    await baseline.close()
    const heapAfter = await liveHeap() / 2 ** 20
    const status = database.status()
    console.log(`reads: ${JSON.stringify(reads)}`)
    console.log(`visitors: ${JSON.stringify(written)}`)
    console.log(`without the layer: ${naiveReads.failed} of ${naiveReads.reads} reads failed, slowest ${naiveReads.slowest} ms`)
    console.log(`faults: ${[...kinds].map(([kind, count]) => `${count} × ${kind}`).join(', ')}; share of hosts ${countQueries(database).join('/')}; heap ${Math.round(heapBefore)} -> ${Math.round(heapAfter)} MiB; sockets of hosts ${status.hosts.map(({ sockets }) => sockets).join('/')}`)
    await database.close()

    if (broken !== undefined) throw broken
    expect(reads.failures).toEqual([])
    expect(reads.failed).toBe(0)
    expect(reads.slowest, 'milliseconds of the slowest read').toBeLessThanOrEqual(1000)
    expect(written.untyped).toEqual([])
    expect(written, 'what visitors saw').toMatchObject({ lost: 0, stale: 0, backwards: 0 })
    expect(heapAfter - heapBefore, 'megabytes of growth').toBeLessThan(30)
    await eventually('no socket is left', () => links.every(link => link.connections() === 0), 30_000)
    expect(naiveReads.failed + (naiveReads.slowest > 1000 ? 1 : 0), 'reads that fail or hang without the layer').toBeGreaterThan(0)
  })
})
