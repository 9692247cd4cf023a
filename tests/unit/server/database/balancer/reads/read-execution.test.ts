import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { IN_FLIGHT_PER_HOST } from '../../../../../../server/database/balancer/hosts/pooled-host.ts'
import type { ReadHost } from '../../../../../../server/database/balancer/reads/read-host.ts'
import { DatabaseOverloadedError, DatabaseUnavailableError, ReadTimeoutError } from '../../../../../../server/database/errors.ts'
import { after, failAfter, hang, hostAt, stubFleet } from './support/stub-fleet.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

/** Lets so much time pass, and the rejection be nobody's for so long. */
async function outcome(reading: Promise<string>, milliseconds: number): Promise<unknown> {
  let result: unknown = 'pending'
  reading.then(value => result = value, (error: unknown) => result = error)
  await vi.advanceTimersByTimeAsync(milliseconds)
  return result
}

describe('a read', () => {
  it('goes to each host in turn', async () => {
    const { read } = stubFleet(3)
    expect(await Promise.all([1, 2, 3, 4].map(() => read()))).toEqual(['a', 'b', 'c', 'a'])
  })

  it.each(['ECONNREFUSED', 'CONNECTION_CLOSED', '57P01'])('is asked of another host when the first is gone (%s), which is then out of turn', async (code) => {
    const { read, hosts, events } = stubFleet(2)
    const first = hostAt(hosts, 0)
    first.answer = () => failAfter(1, code)
    expect(await outcome(read(), 5)).toBe('b')
    expect(first.host.admitted).toBe(false)
    expect(events.at(-1)).toMatchObject({ type: 'host-ejected', host: 'a' })
    expect(await read()).toBe('b')
  })

  it('is asked of another host when a standby cancels it for its own sake, and the standby stays in turn', async () => {
    const { read, hosts } = stubFleet(2)
    const first = hostAt(hosts, 0)
    first.beats({ role: 'standby' })
    first.answer = () => failAfter(1, '40001')
    expect(await outcome(read(), 5)).toBe('b')
    expect(first.host.admitted).toBe(true)
    expect(first.host.counts).toMatchObject({ errors: 1, retries: 1 })
  })

  it('is asked of each host once before any is asked again, after a moment', async () => {
    const { read, hosts } = stubFleet(3)
    for (const host of hosts) host.answer = () => {
      host.asked++
      return failAfter(0, '53300')
    }
    const reading = read()
    await vi.advanceTimersByTimeAsync(15)
    expect(hosts.map(({ asked }) => asked)).toEqual([1, 1, 1])
    hostAt(hosts, 1).answer = () => after(0, 'b, at last')
    expect(await outcome(reading, 30)).toBe('b, at last')
  })

  it.each(['42601', '22012', '57014', '25006'])('is not repeated for an error of its own (%s)', async (code) => {
    const { read, hosts } = stubFleet(2)
    hostAt(hosts, 0).answer = () => failAfter(1, code)
    expect(await outcome(read(), 5)).toMatchObject({ code })
    expect(hostAt(hosts, 1).host.counts.queries).toBe(0)
    expect(hostAt(hosts, 0).host.admitted).toBe(true)
  })

  it('gets new connections after one that the server ended, for that error is handed on to the next query', async () => {
    const { read, hosts } = stubFleet(2)
    const first = hostAt(hosts, 0)
    first.answer = () => failAfter(1, '53300', { severity: 'FATAL' })
    expect(await outcome(read(), 5)).toBe('b')
    expect(first.destroyed).toBe(1)
    expect(first.host.admitted).toBe(true)
  })

  it('moves on when its host is ejected, and ignores what that one says later', async () => {
    const { read, hosts, fleet } = stubFleet(2)
    const [first, second] = [hostAt(hosts, 0), hostAt(hosts, 1)]
    first.answer = () => after(50, 'late')
    second.answer = () => after(60, 'b')
    const reading = read()
    await vi.advanceTimersByTimeAsync(10)
    first.fails('silent')
    expect(await outcome(reading, 200)).toBe('b')
    expect(first.host.counts.queries).toBe(0)
    expect(fleet.waiting.size).toBe(0)
    expect([first.host.inFlight, second.host.inFlight]).toEqual([0, 0])
  })

  it('notes which host has answered, and not which has failed', async () => {
    const { read, hosts } = stubFleet(2)
    const answeredBy = new Set<ReadHost>()
    hostAt(hosts, 0).answer = () => failAfter(1, 'ECONNRESET')
    await outcome(read({ context: { from: undefined, answeredBy, replayed: [] } }), 5)
    expect([...answeredBy]).toEqual([hostAt(hosts, 1).host])
  })
})

describe('a read that no host has room for', () => {
  it('waits until one is well', async () => {
    const { read, hosts } = stubFleet(1)
    const only = hostAt(hosts, 0)
    only.fails()
    const reading = read()
    await vi.advanceTimersByTimeAsync(500)
    only.beats()
    expect(await outcome(reading, 1)).toBe('pending')
    only.beats()
    expect(await outcome(reading, 1)).toBe('a')
  })

  it('is told after read_timeout that there is no host, which, and why', async () => {
    const { read, hosts } = stubFleet(1, { read_timeout: 300 })
    hostAt(hosts, 0).fails('rejected')
    const reading = read()
    expect(await outcome(reading, 299)).toBe('pending')
    const error = await outcome(reading, 2)
    expect(error).toBeInstanceOf(DatabaseUnavailableError)
    expect(String(error)).toContain('a: is rejected')
  })

  it('comes after those that have waited longer', async () => {
    const { read, hosts } = stubFleet(1)
    let served = 0
    hostAt(hosts, 0).answer = () => after(10, String(served++))
    const readings = Array.from({ length: 3 * IN_FLIGHT_PER_HOST }, () => read())
    await vi.advanceTimersByTimeAsync(50)
    expect(await Promise.all(readings)).toEqual(readings.map((_, index) => String(index)))
  })

  it('is turned away at once when too many wait', async () => {
    const { read, hosts, fleet } = stubFleet(1)
    hostAt(hosts, 0).fails()
    const waiting = Array.from({ length: fleet.waiting.limit }, () => read())
    const outcomes = Promise.allSettled(waiting)
    expect(await outcome(read(), 0)).toBeInstanceOf(DatabaseOverloadedError)
    await vi.advanceTimersByTimeAsync(1001)
    expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(true)
    expect(fleet.waiting.size).toBe(0)
  })

  it('is told at once when the database is closed', async () => {
    const { read, hosts, fleet } = stubFleet(1)
    hostAt(hosts, 0).fails()
    const reading = read()
    await vi.advanceTimersByTimeAsync(5)
    fleet.close()
    expect(String(await outcome(reading, 0))).toContain('closed')
    expect(String(await outcome(read(), 0))).toContain('closed')
  })
})

describe('a read that takes too long', () => {
  it('ends with a timeout of its own at read_timeout, and the late answer is nobody\'s', async () => {
    const { read, hosts } = stubFleet(1, { read_timeout: 300 })
    hostAt(hosts, 0).answer = () => after(600, 'late')
    const reading = read()
    expect(await outcome(reading, 299)).toBe('pending')
    expect(await outcome(reading, 2)).toBeInstanceOf(ReadTimeoutError)
    expect(hostAt(hosts, 0).host.inFlight).toBe(1)
    await vi.advanceTimersByTimeAsync(300)
    expect(hostAt(hosts, 0).host.inFlight).toBe(0)
  })

  it('ends in time also when every try fails at once', async () => {
    const { read, hosts } = stubFleet(2, { read_timeout: 300 })
    for (const host of hosts) host.answer = () => failAfter(0, '53200')
    expect(await outcome(read(), 301)).toBeInstanceOf(DatabaseUnavailableError)
    for (const host of hosts) host.answer = hang
    await vi.advanceTimersByTimeAsync(100)
    expect(hosts.map(({ host }) => host.inFlight)).toEqual([0, 0])
  })
})
