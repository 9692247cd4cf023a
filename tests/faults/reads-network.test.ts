import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FaultyLink } from '../support/faulty-link.ts'
import type { TemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { startTemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { eventually } from './local-cluster-support.ts'
import type { ObservedDatabase } from './support/database.ts'
import { allInUse, openBaseline, openObserved, prepareSchema, preparedRead } from './support/database.ts'
import { createRandom } from './support/random.ts'
import { countTcpSockets, noLeak, noSockets, openLinks, urlOver } from './support/sockets.ts'
import type { Traffic, TrafficReport } from './support/traffic.ts'
import { startTraffic } from './support/traffic.ts'

const sleep = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))
const figures = ({ reads, failed, perSecond, p99, slowest, longestGap }: TrafficReport) =>
  `${reads} reads, ${failed} failed, ${perSecond} reads/s, p99 ${p99} ms, slowest ${slowest} ms, longest gap ${longestGap} ms`

let temporary: TemporaryCluster
let links: FaultyLink[]
let readUrl: string

beforeAll(async () => {
  temporary = await startTemporaryCluster({ port: 18_700 })
  await prepareSchema(temporary.cluster)
  ;({ links, readUrl } = await openLinks(temporary.cluster))
})

afterAll(async () => {
  await Promise.all(links.map(link => link.close()))
  await temporary.remove()
})

interface Stage { database: ObservedDatabase, traffic: Traffic }

/** Traffic over the three links; afterwards every socket is gone, on both sides. */
async function underTraffic(work: (stage: Stage) => Promise<void>): Promise<void> {
  await noSockets()
  // The writer's host is not among the links: it has a heartbeat of its own.
  const database = openObserved({ primaryUrl: temporary.cluster.primaryUrl, readUrl })
  try {
    await allInUse(database)
    const traffic = startTraffic(preparedRead(database.reader), { perSecond: 1000 })
    await sleep(500)
    traffic.report()
    await work({ database, traffic }).finally(() => traffic.stop())
  }
  finally {
    await database.close()
  }
  await noSockets()
  await eventually('every link is idle', () => links.every(link => link.connections() === 0), 20_000)
}

/** One link is broken for a while: what the reads were like, and how long the host took to go and to come back. */
async function breakOne(index: number, fault: 'drop' | 'cut', milliseconds: number) {
  let result = { during: '', failed: 0, perSecond: 0, slowest: 0, gone: 0, back: 0, socketsWhileGone: 0 }
  await underTraffic(async ({ database, traffic }) => {
    const link = links[index]
    if (!link) throw new Error('too few links')
    const host = `${link.host}:${link.port}`
    const start = performance.now()
    await link[fault]()
    const gone = await database.event('host-ejected', host, start) - start
    await sleep(milliseconds - (performance.now() - start))
    const socketsWhileGone = database.status().hosts.find(status => status.host === host && status.use === 'reads')?.sockets ?? -1
    const restored = performance.now()
    await link.restore()
    const back = await database.event('host-admitted', host, restored) - restored
    await sleep(300)
    const report = await traffic.stop()
    await noLeak(database, links)
    result = { ...report, during: figures(report), gone, back, socketsWhileGone }
    expect(report.failures).toEqual([])
  })
  return result
}

describe('reads over a faulty network', () => {
  it.each([['drop', 2], ['drop', 0], ['cut', 1]] as const)('do not fail when one link is broken (%s of host %i) and mended', async (fault, index) => {
    const { during, failed, perSecond, slowest, gone, back, socketsWhileGone } = await breakOne(index, fault, fault === 'drop' ? 2000 : 1000)
    console.log(`one link, ${fault}: ${during}; out after ${Math.round(gone)} ms, back ${Math.round(back)} ms after the restore`)
    expect(failed).toBe(0)
    expect(perSecond).toBeGreaterThanOrEqual(500)
    expect(slowest).toBeLessThan(1000)
    expect(gone).toBeLessThan(700)
    // A try to connect whose packet was dropped takes its full second.
    expect(back).toBeLessThan(2000)
    expect(socketsWhileGone).toBe(0)
  })

  it('do not fail in 50 rounds of short silences and cuts in random order, and leave no socket behind', async () => {
    const { seed, below } = createRandom()
    console.log(`50 rounds: FAULTS_SEED=${seed}`)
    await underTraffic(async ({ database, traffic }) => {
      const start = performance.now()
      const counts = { drop: 0, cut: 0 }
      for (let round = 0; round < 50; round++) {
        const fault = below(2) === 0 ? 'drop' : 'cut'
        const link = links[below(links.length)]
        counts[fault]++
        await link?.[fault]()
        await sleep(20 + below(580))
        await link?.restore()
        await sleep(below(200))
      }
      const rounds = performance.now() - start
      await allInUse(database)
      const report = await traffic.stop()
      await noLeak(database, links)
      const hosts = database.status().hosts.filter(({ use }) => use === 'reads')
      const sum = (key: 'ejections' | 'retries' | 'hedges') => hosts.reduce((total, host) => total + host[key], 0)
      console.log(`50 rounds (${counts.drop} drops, ${counts.cut} cuts, seed ${seed}) in ${Math.round(rounds)} ms: ${figures(report)}; ${sum('ejections')} ejections, ${sum('retries')} retries, ${sum('hedges')} hedges`)
      expect(report.failures).toEqual([])
      expect(report.failed).toBe(0)
    })
  })

  it('hang without the layer: the naive client waits for the silent host', async () => {
    const naive = openBaseline({ readUrl })
    const [, , last] = links
    if (!last) throw new Error('too few links')
    await Promise.all(Array.from({ length: 30 }, naive.read))
    await last.drop()
    const started = performance.now()
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => Promise.race([naive.read().then(() => 'answered', () => 'failed'), sleep(2000).then(() => 'hangs')])))
    const count = (outcome: string) => outcomes.filter(each => each === outcome).length
    console.log(`naive client, one silent host of three: ${count('answered')} of 30 reads answered, ${count('failed')} failed, ${count('hangs')} still hang after ${Math.round(performance.now() - started)} ms`)
    expect(count('answered')).toBe(20)
    await last.cut()
    await last.restore()
    await naive.close()
  })

  it('leave a socket behind when a pool is only ended while its host is silent; the layer leaves none', async () => {
    const [link] = links
    if (!link) throw new Error('too few links')
    await noSockets()
    const plain = postgres(urlOver([link]), { max: 1, fetch_types: false })
    await plain`select 1`
    const database = openObserved({ primaryUrl: urlOver([link]), readUrl: urlOver([link]) })
    await allInUse(database)
    await preparedRead(database.reader)()
    const open = countTcpSockets()

    await link.drop()
    plain`select 1`.catch(() => {})
    preparedRead(database.reader)().catch(() => {})
    await plain.end({ timeout: 0 })
    await database.close(0)
    await sleep(500)
    const left = countTcpSockets()
    console.log(`a silent host: ${open} sockets before; after both were ended ${left} is left, of the plain pool`)
    expect(left).toBe(1)

    await link.cut()
    await link.restore()
    await noSockets()
  })
})
