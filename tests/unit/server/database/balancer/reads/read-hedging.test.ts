import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HEDGE_AFTER_MS } from '../../../../../../server/database/balancer/reads/read-execution.ts'
import { ReadTimeoutError } from '../../../../../../server/database/errors.ts'
import { after, failAfter, hang, hostAt, stubFleet } from './support/stub-fleet.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a read whose host is slow', () => {
  it('is asked of a second host after a while, and the first answer counts', async () => {
    const { read, hosts } = stubFleet(3)
    const [slow, second, third] = [hostAt(hosts, 0), hostAt(hosts, 1), hostAt(hosts, 2)]
    slow.answer = () => after(400, 'slow')
    const reading = read()
    await vi.advanceTimersByTimeAsync(HEDGE_AFTER_MS - 1)
    expect(second.host.counts.hedges).toBe(0)
    await vi.advanceTimersByTimeAsync(2)
    expect(await reading).toBe('b')
    await vi.advanceTimersByTimeAsync(400)
    expect([slow, second, third].map(({ host }) => host.counts.hedges)).toEqual([0, 1, 0])
    expect(slow.host.inFlight).toBe(0)
  })

  it('is answered by the slow one when that is first', async () => {
    const { read, hosts } = stubFleet(2)
    hostAt(hosts, 0).answer = () => after(150, 'slow')
    hostAt(hosts, 1).answer = () => after(300, 'slower')
    const reading = read()
    await vi.advanceTimersByTimeAsync(160)
    expect(await reading).toBe('slow')
  })

  it('is asked of no third host, however slow both are', async () => {
    const { read, hosts } = stubFleet(3)
    for (const host of hosts) host.answer = () => {
      host.asked++
      return hang()
    }
    const reading = read().catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(1001)
    expect(await reading).toBeInstanceOf(ReadTimeoutError)
    expect(hosts.map(({ asked }) => asked)).toEqual([1, 1, 0])
  })

  it('is asked of one host only where it may not be asked twice at a time', async () => {
    const { read, hosts } = stubFleet(2)
    hostAt(hosts, 0).answer = () => after(400, 'slow')
    const reading = read({ hedged: false })
    await vi.advanceTimersByTimeAsync(500)
    expect(await reading).toBe('slow')
    expect(hostAt(hosts, 1).host.counts.hedges).toBe(0)
  })

  it('waits for the second when the first fails', async () => {
    const { read, hosts } = stubFleet(3)
    hostAt(hosts, 0).answer = () => failAfter(120, 'ECONNRESET')
    hostAt(hosts, 1).answer = () => after(50, 'b')
    const reading = read()
    await vi.advanceTimersByTimeAsync(160)
    expect(await reading).toBe('b')
    expect(hostAt(hosts, 2).host.counts.queries).toBe(0)
  })

  it('goes to a third, not back to the first, when both have failed', async () => {
    const { read, hosts } = stubFleet(3, { load_balance_hosts: 'disable' })
    const first = hostAt(hosts, 0)
    first.answer = () => {
      first.asked++
      return failAfter(120, '53200')
    }
    hostAt(hosts, 1).answer = () => failAfter(50, '53200')
    const reading = read()
    await vi.advanceTimersByTimeAsync(400)
    expect(await reading).toBe('c')
    expect(first.asked).toBe(1)
  })

  it('is hedged no more when the chances are spent, until reads have earned new ones', async () => {
    const { read, hosts } = stubFleet(2, { load_balance_hosts: 'disable' })
    const slow = hostAt(hosts, 0)
    slow.answer = () => after(150, 'slow')
    const answers: Record<string, number> = {}
    for (let i = 0; i < 60; i++) {
      const reading = read()
      await vi.advanceTimersByTimeAsync(200)
      const answer = await reading
      answers[answer] = (answers[answer] ?? 0) + 1
    }
    expect(answers.b).toBeGreaterThanOrEqual(20)
    expect(answers.b).toBeLessThanOrEqual(20 + 60 * 0.05)
  })
})
