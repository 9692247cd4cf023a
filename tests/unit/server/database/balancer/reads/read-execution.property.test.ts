import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DatabaseUnavailableError } from '../../../../../../server/database/errors.ts'
import { after, failAfter, hang, stubFleet } from './support/stub-fleet.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** What a host does with every read. */
type Behaviour
  = | { does: 'answers', within: number }
    | { does: 'fails', within: number, code: string }
    | { does: 'hangs' }

const milliseconds = fc.integer({ min: 0, max: 40 })
const codes = fc.constantFrom('40001', '53200', 'ECONNRESET', '57P01')
const answersOrFails = fc.oneof(
  milliseconds.map((within): Behaviour => ({ does: 'answers', within })),
  fc.tuple(milliseconds, codes).map(([within, code]): Behaviour => ({ does: 'fails', within, code })),
)

function stage(behaviours: readonly Behaviour[]) {
  const stubs = stubFleet(behaviours.length)
  let issued = 0
  for (const [index, behaviour] of behaviours.entries()) {
    const host = stubs.hosts[index]
    host?.beats({ role: 'standby' })
    if (host) host.answer = () => {
      issued++
      switch (behaviour.does) {
        case 'answers': return after(behaviour.within, host.host.name)
        case 'fails': return failAfter(behaviour.within, behaviour.code)
        case 'hangs': return hang()
      }
    }
  }
  const total = (count: 'hedges' | 'retries') => stubs.hosts.reduce((sum, { host }) => sum + host.counts[count], 0)
  return { ...stubs, issued: () => issued, total }
}

describe('over hosts that fail at random', () => {
  it('a read is answered if and only if some host can answer it, and else refused at its deadline', async () => {
    await fc.assert(fc.asyncProperty(fc.array(answersOrFails, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 30 }), async (behaviours, reads) => {
      const { read, issued, total, fleet } = stage(behaviours)
      const able = behaviours.some(({ does }) => does === 'answers')
      const outcomes = Promise.allSettled(Array.from({ length: reads }, () => read()))
      await vi.advanceTimersByTimeAsync(1001)
      for (const outcome of await outcomes) {
        expect(outcome.status).toBe(able ? 'fulfilled' : 'rejected')
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(Error)
      }
      // A host that is slow to fail may still have it; otherwise there is none.
      if (!able && behaviours.every(behaviour => behaviour.does === 'fails' && behaviour.within === 0)) {
        expect((await outcomes).every(outcome => outcome.status === 'rejected' && outcome.reason instanceof DatabaseUnavailableError)).toBe(true)
      }
      expect(fleet.waiting.size).toBe(0)
      expect(issued()).toBeLessThanOrEqual(reads + total('retries') + total('hedges'))
    }), { numRuns: 150 })
  })

  it('one host that hangs keeps no read from its answer, as long as there are chances to ask twice', async () => {
    await fc.assert(fc.asyncProperty(fc.array(answersOrFails, { maxLength: 3 }), fc.integer({ min: 1, max: 30 }), async (others, reads) => {
      const { read, issued, total } = stage([{ does: 'hangs' }, { does: 'answers', within: 5 }, ...others])
      for (let i = 0; i < reads; i++) {
        const reading = read().catch(String)
        await vi.advanceTimersByTimeAsync(400)
        expect(await reading).toMatch(/^[a-e]$/)
      }
      expect(total('hedges')).toBeLessThanOrEqual(20 + 0.05 * reads)
      expect(issued()).toBe(reads + total('retries') + total('hedges'))
    }), { numRuns: 40 })
  })

  it('asks twice of at most one read in twenty, beside twenty, though every host hangs', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 200 }), async (hosts, reads) => {
      const { read, hosts: stubs, total } = stage(Array.from({ length: hosts }, (): Behaviour => ({ does: 'hangs' })))
      for (let i = 0; i < reads; i++) {
        const reading = read().catch(() => {})
        await vi.advanceTimersByTimeAsync(1001)
        await reading
        // Their connections are given up, as a heartbeat that fails does.
        for (const { host } of stubs) await host.replacePool(new Error('given up'))
      }
      expect(total('hedges')).toBeLessThanOrEqual(20 + 0.05 * reads)
      expect(total('hedges')).toBe(Math.min(reads, total('hedges')))
    }), { numRuns: 10 })
  })
})
