import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Discovery, endpointName } from '../../../../../../server/database/balancer/hosts/discovery.ts'
import type { DatabaseEvent } from '../../../../../../server/database/balancer/hosts/observation.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

const names = [{ host: 'replicas', port: 5432 }]

/** A discovery whose resolver answers what `zone` holds, and whose rounds are a second apart. */
async function discover(zone: Record<string, readonly string[] | Error>, hosts: readonly { host: string, port: number }[] = names) {
  const present = new Set<string>()
  const events: DatabaseEvent[] = []
  const discovery = new Discovery(hosts, 1000, (name) => {
    const answer = zone[name]
    return answer instanceof Error || answer === undefined ? Promise.reject(answer ?? new Error('unknown')) : Promise.resolve(answer)
  }, {
    joined: endpoint => present.add(endpointName(endpoint)),
    left: endpoint => present.delete(endpointName(endpoint)),
  }, event => events.push(event))
  discovery.start()
  await vi.advanceTimersByTimeAsync(0)
  const types = () => events.map(({ type }) => type)
  return { discovery, zone, hosts: () => [...present].toSorted(), types, nextRound: () => vi.advanceTimersByTimeAsync(1000) }
}

describe('discovery', () => {
  it('tells of hosts that join and of hosts that leave, each once', async () => {
    const { discovery, zone, hosts, types, nextRound } = await discover({ replicas: ['10.0.0.1', '10.0.0.2'] })
    expect(hosts()).toEqual(['replicas:5432 (10.0.0.1)', 'replicas:5432 (10.0.0.2)'])
    await nextRound()
    zone.replicas = ['10.0.0.2', '10.0.0.3', '10.0.0.3']
    await nextRound()
    expect(hosts()).toEqual(['replicas:5432 (10.0.0.2)', 'replicas:5432 (10.0.0.3)'])
    expect(types()).toEqual(['host-joined', 'host-joined', 'host-joined', 'host-left'])
    discovery.stop()
  })

  it.each([['fails', new Error('queryA ETIMEOUT')], ['is empty', []]])('keeps the hosts it knows while the resolver %s, and says so once', async (_, answer) => {
    const { discovery, zone, hosts, types, nextRound } = await discover({ replicas: ['10.0.0.1'] })
    zone.replicas = answer
    for (let round = 0; round < 3; round++) await nextRound()
    expect(hosts()).toEqual(['replicas:5432 (10.0.0.1)'])
    expect(types()).toEqual(['host-joined', 'resolver-failed'])
    zone.replicas = ['10.0.0.9']
    await nextRound()
    expect(hosts()).toEqual(['replicas:5432 (10.0.0.9)'])
    zone.replicas = answer
    await nextRound()
    expect(types().filter(type => type === 'resolver-failed')).toHaveLength(2)
    discovery.stop()
  })

  it('finds a name later that has no address at first', async () => {
    const { discovery, zone, hosts, nextRound } = await discover({})
    expect(hosts()).toEqual([])
    zone.replicas = ['fd00::1']
    await nextRound()
    expect(hosts()).toEqual(['replicas:5432 (fd00::1)'])
    discovery.stop()
  })

  it('keeps names and ports apart', async () => {
    const several = [{ host: 'a', port: 5432 }, { host: 'a', port: 5433 }, { host: 'b', port: 5432 }]
    const { discovery, zone, hosts, nextRound } = await discover({ a: ['10.0.0.1'], b: ['10.0.0.1'] }, several)
    expect(hosts()).toHaveLength(3)
    zone.b = new Error('gone')
    zone.a = ['10.0.0.2']
    await nextRound()
    expect(hosts()).toEqual(['a:5432 (10.0.0.2)', 'a:5433 (10.0.0.2)', 'b:5432 (10.0.0.1)'])
    discovery.stop()
  })

  it('tells nothing and asks nothing after it was stopped', async () => {
    const { discovery, zone, hosts, types, nextRound } = await discover({ replicas: ['10.0.0.1'] })
    await vi.advanceTimersByTimeAsync(999)
    zone.replicas = ['10.0.0.2']
    void vi.advanceTimersByTime(1)
    discovery.stop()
    await nextRound()
    expect(hosts()).toEqual(['replicas:5432 (10.0.0.1)'])
    expect(types()).toEqual(['host-joined'])
  })
})

describe('endpointName', () => {
  it.each([
    [{ host: 'db', port: 5432 }, 'db:5432'],
    [{ host: '::1', port: 5432 }, '[::1]:5432'],
    [{ host: 'db', port: 5432, address: '10.0.0.1' }, 'db:5432 (10.0.0.1)'],
  ])('of %j is %s', (endpoint, name) => {
    expect(endpointName(endpoint)).toBe(name)
  })
})
