import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ReadContext } from '../../../../../../server/database/balancer/reads/read-context.ts'
import type { FleetOptions } from '../../../../../../server/database/balancer/reads/read-fleet.ts'
import { after, hang, hostAt, stubFleet } from './support/stub-fleet.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const caller = (lsn: bigint, system = '7'): ReadContext => ({ from: { system, timeline: 1, lsn }, answeredBy: new Set(), replayed: [] })

/** `a` and `b` are standbys that have replayed up to 50, `c` is the primary at 100. */
function replicated(options: Partial<FleetOptions> = {}) {
  const stubs = stubFleet(3, options)
  const [a, b, c] = [hostAt(stubs.hosts, 0), hostAt(stubs.hosts, 1), hostAt(stubs.hosts, 2)]
  c.beats({ lsn: 100n })
  for (const standby of [a, b]) standby.beats({ role: 'standby', lsn: 50n, received: 50n })
  return { ...stubs, a, b, c }
}

describe('a read on behalf of somebody who has written', () => {
  it('goes to the host in turn that has replayed it, unasked', async () => {
    const { read, a } = replicated()
    expect(await read({ context: caller(50n) })).toBe('a')
    expect(a.heartbeat.looks).toBe(0)
  })

  it('goes to the host in turn when that has replayed it since its last heartbeat', async () => {
    const { read, a } = replicated()
    a.heartbeat.whenAsked = () => {
      a.beats({ role: 'standby', lsn: 100n, received: 100n })
      return Promise.resolve(a.heartbeat.report ?? Promise.reject(new Error('down')))
    }
    expect(await read({ context: caller(100n) })).toBe('a')
    expect(a.heartbeat.looks).toBe(1)
  })

  it('goes to the primary when the host in turn has not replayed it', async () => {
    const { read } = replicated()
    expect(await read({ context: caller(100n) })).toBe('c')
    expect(await read({ context: caller(100n) })).toBe('c')
  })

  it('goes to the primary even where reads are for standbys', async () => {
    const { read } = replicated({ target_session_attrs: 'standby' })
    expect(await read({ context: caller(100n) })).toBe('c')
  })

  it('takes turns like any other read when the position is of another cluster', async () => {
    const { read } = replicated()
    expect(await Promise.all([1, 2, 3].map(() => read({ context: caller(100n, '8') })))).toEqual(['a', 'b', 'c'])
  })

  it('is not kept by a host in turn that does not say where it is', async () => {
    const { read, a } = replicated()
    a.heartbeat.whenAsked = () => new Promise(() => {})
    const reading = read({ context: caller(100n) }).catch(String)
    await vi.advanceTimersByTimeAsync(1001)
    expect(await reading).toBe('c')
  })

  it('waits for a primary when there is none, and is answered as soon as there is', async () => {
    const { read, c } = replicated({ target_session_attrs: 'standby' })
    c.fails()
    const reading = read({ context: caller(100n) }).catch(String)
    await vi.advanceTimersByTimeAsync(200)
    c.beats({ lsn: 100n })
    c.beats({ lsn: 100n })
    await vi.advanceTimersByTimeAsync(1000)
    expect(await reading).toBe('c')
  })

  it('is answered by the primary in time when no standby is in use', async () => {
    const { read, a, b, c } = replicated({ target_session_attrs: 'standby' })
    for (const host of [a, b, c]) host.fails()
    const reading = read({ context: caller(100n) }).catch(String)
    await vi.advanceTimersByTimeAsync(200)
    c.beats({ lsn: 100n })
    c.beats({ lsn: 100n })
    await vi.advanceTimersByTimeAsync(1000)
    expect(await reading).toBe('c')
  })

  it('is asked twice of hosts only that have replayed it', async () => {
    const { read, a, b, c } = replicated()
    b.beats({ role: 'standby', lsn: 100n, received: 100n })
    c.answer = hang
    b.answer = () => after(1, 'b')
    // The turn is a's, which is behind; then one of b and c has it, and the other is the second host.
    const answers: Promise<unknown>[] = []
    for (let i = 0; i < 4; i++) answers.push(read({ context: caller(100n) }).catch(String))
    await vi.advanceTimersByTimeAsync(300)
    expect(await Promise.all(answers)).toEqual(['b', 'b', 'b', 'b'])
    expect(a.host.counts.queries).toBe(0)
  })
})

describe('what a read has certainly included', () => {
  const included = async (beatsMeanwhile: (hosts: ReturnType<typeof replicated>) => void = () => {}) => {
    const stubs = replicated()
    const context: ReadContext = { from: undefined, answeredBy: new Set(), replayed: [] }
    stubs.a.answer = () => after(20, 'a')
    const reading = stubs.read({ context })
    await vi.advanceTimersByTimeAsync(10)
    beatsMeanwhile(stubs)
    await vi.advanceTimersByTimeAsync(20)
    expect(await reading).toBe('a')
    return { ...stubs, context }
  }

  it('is what its standby had replayed before it was asked, whatever that says until it answers', async () => {
    const { context } = await included(({ a }) => a.beats({ role: 'standby', lsn: 90n, received: 90n }))
    expect(context.replayed).toEqual([{ system: '7', timeline: 1, lsn: 50n }])
  })

  it('is not known of a primary', async () => {
    const { read, context } = await included()
    await read({ context })
    await read({ context })
    expect(context.replayed.map(position => position?.lsn)).toEqual([50n, 50n, undefined])
  })
})
