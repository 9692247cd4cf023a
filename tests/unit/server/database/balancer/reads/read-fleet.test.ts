import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { after, hang, hostAt, stubFleet } from './support/stub-fleet.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const taken = (read: () => Promise<string>, times: number) => Promise.all(Array.from({ length: times }, () => read()))

describe('the fleet', () => {
  it('uses a host from its first good heartbeat, and one that failed from its second', async () => {
    const { hosts, read, events } = stubFleet(2)
    const first = hostAt(hosts, 0)
    first.fails()
    expect(await taken(read, 2)).toEqual(['b', 'b'])
    first.beats()
    expect(await taken(read, 2)).toEqual(['b', 'b'])
    first.beats()
    expect((await taken(read, 2)).toSorted()).toEqual(['a', 'b'])
    expect(events.map(event => event.type)).toEqual(['host-admitted', 'host-admitted', 'host-ejected', 'host-admitted'])
  })

  it('asks a host whose heartbeat is late only when there is no other', async () => {
    const { hosts, read } = stubFleet(2)
    hostAt(hosts, 0).hesitates()
    expect(await taken(read, 2)).toEqual(['b', 'b'])
    hostAt(hosts, 1).fails()
    expect(await taken(read, 2)).toEqual(['a', 'a'])
    hostAt(hosts, 0).beats()
    expect(await taken(read, 1)).toEqual(['a'])
  })

  it.each([
    ['any', ['a', 'b', 'c']],
    ['primary', ['a', 'a', 'a']],
    ['standby', ['b', 'b', 'c']],
    ['prefer-standby', ['b', 'b', 'c']],
  ] as const)('asks whom target_session_attrs=%s names', async (wanted, expected) => {
    const { hosts, read } = stubFleet(3, { target_session_attrs: wanted })
    hostAt(hosts, 1).beats({ role: 'standby' })
    hostAt(hosts, 2).beats({ role: 'standby' })
    expect((await taken(read, 3)).toSorted()).toEqual(expected)
  })

  it('prefers standbys and takes the primary when there is none', async () => {
    const { hosts, read } = stubFleet(2, { target_session_attrs: 'prefer-standby' })
    hostAt(hosts, 1).beats({ role: 'standby' })
    hostAt(hosts, 1).fails()
    expect(await taken(read, 1)).toEqual(['a'])
  })

  /** A primary at 200, and a standby that stays at 100 and so lags after a second. */
  function behind() {
    const stubs = stubFleet(2, { max_lag: 1000 })
    const [primary, standby] = [hostAt(stubs.hosts, 0), hostAt(stubs.hosts, 1)]
    primary.beats({ lsn: 100n })
    standby.beats({ role: 'standby', lsn: 100n })
    primary.beats({ lsn: 200n })
    return { ...stubs, standby }
  }

  it('puts a standby that lags out of turn, and lets it answer what it was asked', async () => {
    const { read, standby } = behind()
    standby.answer = () => after(50, 'b')
    await vi.advanceTimersByTimeAsync(980)
    standby.beats({ role: 'standby', lsn: 100n })
    const answers = taken(read, 2)
    await vi.advanceTimersByTimeAsync(30)
    standby.beats({ role: 'standby', lsn: 100n })
    expect(standby.host.failure?.kind).toBe('lagging')
    await vi.advanceTimersByTimeAsync(30)
    expect(await answers).toEqual(['a', 'b'])
    expect(await taken(read, 2)).toEqual(['a', 'a'])
  })

  it('uses it again when it has caught up', async () => {
    const { read, standby } = behind()
    await vi.advanceTimersByTimeAsync(1010)
    standby.beats({ role: 'standby', lsn: 100n })
    expect(await taken(read, 2)).toEqual(['a', 'a'])
    standby.beats({ role: 'standby', lsn: 200n })
    standby.beats({ role: 'standby', lsn: 200n })
    expect((await taken(read, 2)).toSorted()).toEqual(['a', 'b'])
  })

  it('gives up what a lagging standby was asked when its server is gone too', async () => {
    const { read, standby } = behind()
    standby.answer = hang
    await vi.advanceTimersByTimeAsync(990)
    const reading = Promise.all([read({ hedged: false }), read({ hedged: false }).catch(String)])
    await vi.advanceTimersByTimeAsync(20)
    standby.beats({ role: 'standby', lsn: 100n })
    expect(standby.host.failure?.kind).toBe('lagging')
    standby.fails('silent')
    await vi.advanceTimersByTimeAsync(1000)
    expect(await reading).toEqual(['a', 'a'])
    expect(standby.destroyed).toBe(1)
  })

  it('never uses a primary that another has superseded', async () => {
    const { hosts, read, events } = stubFleet(2)
    hostAt(hosts, 0).beats({ lsn: 900n, timeline: 1 })
    hostAt(hosts, 1).beats({ lsn: 500n, timeline: 2 })
    hostAt(hosts, 0).beats({ lsn: 950n, timeline: 1 })
    expect(await taken(read, 3)).toEqual(['b', 'b', 'b'])
    expect(events.at(-1)).toMatchObject({ type: 'host-ejected', host: 'a', failure: { kind: 'superseded' } })
  })

  it('knows since when a position is everywhere: not while a host is down, nor at once when it is back', () => {
    const { hosts, fleet } = stubFleet(2)
    const position = { system: '7', timeline: 1, lsn: 100n }
    const beat = (lsn: bigint) => {
      vi.advanceTimersByTime(100)
      hostAt(hosts, 0).beats({ lsn: 100n })
      hostAt(hosts, 1).beats({ role: 'standby', lsn })
    }
    beat(99n)
    expect(fleet.wasEverywhere(position, 0)).toBe(false)
    beat(100n)
    expect([0, 1, 1_000].map(ago => fleet.wasEverywhere(position, ago))).toEqual([true, false, false])
    for (let turn = 0; turn < 10; turn++) beat(100n)
    expect([0, 1, 1_000, 1_001].map(ago => fleet.wasEverywhere(position, ago))).toEqual([true, true, true, false])
    for (let turn = 0; turn < 100; turn++) beat(100n)
    expect(fleet.wasEverywhere(position, 2_000)).toBe(true)

    hostAt(hosts, 1).fails()
    expect(fleet.wasEverywhere(position, 0)).toBe(false)
    beat(100n)
    expect([0, 100].map(ago => fleet.wasEverywhere(position, ago))).toEqual([true, false])
  })

  it('reports each host\'s state and counts', async () => {
    const { hosts, fleet, read } = stubFleet(3)
    await taken(read, 3)
    hostAt(hosts, 1).hesitates()
    hostAt(hosts, 2).fails('silent')
    expect(fleet.status().hosts.map(({ host, state, queries, ejections }) => ({ host, state, queries, ejections }))).toEqual([
      { host: 'a', state: 'in use', queries: 1, ejections: 0 },
      { host: 'b', state: 'doubted', queries: 1, ejections: 0 },
      { host: 'c', state: 'out', queries: 1, ejections: 1 },
    ])
  })
})
