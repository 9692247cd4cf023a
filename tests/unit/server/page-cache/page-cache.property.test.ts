import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Found, Rendered } from '../../../../server/page-cache/page-cache.ts'
import { FRESH_MS, PageCache } from '../../../../server/page-cache/page-cache.ts'

type Outcome = 'page' | 'not found' | 'unavailable' | 'broken'

/** One request: when it comes, what for, and what rendering it would lead to. */
interface Visit { at: number, key: string, takes: number, outcome: Outcome }

/** A page that knows who rendered it and when that began to read. */
interface TestPage extends Rendered { by: number, readAt: number }

interface Answer { visit: Visit, index: number, arrivedAt: number, wasDown: boolean, found: Found<TestPage> | undefined }

const visit = fc.record<Visit>({
  at: fc.integer({ min: 0, max: 6_000 }),
  key: fc.constantFrom('a', 'b', 'c'),
  takes: fc.constantFrom(0, 1, 50, 700, 1_500),
  outcome: fc.constantFrom<Outcome>('page', 'page', 'page', 'not found', 'unavailable', 'broken'),
})
const down = fc.array(fc.tuple(fc.integer({ min: 0, max: 6_000 }), fc.integer({ min: 1, max: 2_000 })), { maxLength: 3 })

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Plays the visits on a clock of their own. */
async function play(visits: readonly Visit[], downs: readonly (readonly [number, number])[], bytes: number) {
  vi.setSystemTime(0)
  const now = () => Date.now()
  const isDatabaseDown = () => downs.some(([from, length]) => from <= now() && now() < from + length)
  const cache = new PageCache<TestPage>({ bytes, isDatabaseDown, now })
  const renderings: { by: number, key: string, beganAt: number, endedAt: number, outcome: Outcome }[] = []
  const answers: Answer[] = []
  const held: number[] = []

  const answer = async (own: Visit, index: number) => {
    const arrivedAt = now()
    const wasDown = isDatabaseDown()
    const render = async (): Promise<TestPage> => {
      const { key, outcome, takes } = own
      renderings.push({ by: index, key, beganAt: now(), endedAt: now() + takes, outcome })
      const readAt = now()
      await new Promise(resolve => setTimeout(resolve, takes))
      if (outcome === 'broken') throw new Error('broken')
      return { by: index, readAt, isForAll: outcome === 'page', isUnavailable: outcome === 'unavailable', bytes: 3_000 }
    }
    const found = await cache.find(own.key, render).catch(() => undefined)
    answers.push({ visit: own, index, arrivedAt, wasDown, found })
    held.push(cache.status().bytes)
  }
  for (const [index, own] of visits.entries()) setTimeout(() => void answer(own, index), own.at)
  await vi.advanceTimersByTimeAsync(20_000)
  return { answers, renderings, held, cache }
}

describe('a cache of pages, whoever comes when and whatever rendering comes to', () => {
  it('answers each request, and never with what was read longer than a second before it, but while the database is down', async () => {
    await fc.assert(fc.asyncProperty(fc.array(visit, { maxLength: 40 }), down, async (visits, downs) => {
      const { answers } = await play(visits, downs, 1_000_000)
      expect(answers).toHaveLength(visits.length)
      for (const { arrivedAt, wasDown, found, index, visit: own } of answers) {
        if (!found) expect(own.outcome, `visit ${index}`).toBe('broken')
        else if (found.result === 'stale') expect(wasDown || found.page.by !== index, `visit ${index}`).toBe(true)
        else expect(arrivedAt - found.page.readAt, `visit ${index}, ${found.result}`).toBeLessThan(FRESH_MS)
      }
    }))
  })

  it('gives an error to nobody but to whose rendering it was', async () => {
    await fc.assert(fc.asyncProperty(fc.array(visit, { maxLength: 40 }), down, async (visits, downs) => {
      const { answers } = await play(visits, downs, 1_000_000)
      for (const { found, index } of answers) if (found && !found.page.isForAll) expect(found.page.by).toBe(index)
    }))
  })

  it('is stale only when the database was down, or a rendering of this page found it so', async () => {
    await fc.assert(fc.asyncProperty(fc.array(visit, { maxLength: 40 }), down, async (visits, downs) => {
      const { answers, renderings } = await play(visits, downs, 1_000_000)
      for (const { found, wasDown, arrivedAt, visit: { key } } of answers) {
        if (found?.result !== 'stale' || wasDown) continue
        expect(renderings.some(other => other.key === key && other.outcome === 'unavailable' && other.endedAt >= arrivedAt)).toBe(true)
      }
    }))
  })

  it('renders nothing for who comes while it is under way already and ends well', async () => {
    await fc.assert(fc.asyncProperty(fc.array(visit, { maxLength: 40 }), async (visits) => {
      const { renderings } = await play(visits, [], 1_000_000)
      // Who waited for one that failed may render beside others.
      for (const { by, key, beganAt } of renderings.filter(({ by, beganAt }) => visits[by]?.at === beganAt)) {
        const awaited = renderings.find(other => other.key === key && other.outcome === 'page' && other.beganAt < beganAt && beganAt - other.beganAt < FRESH_MS)
        expect(awaited, `rendering ${by} of ${key} at ${beganAt}`).toBeUndefined()
      }
    }))
  })

  it('holds no more bytes than it may', async () => {
    await fc.assert(fc.asyncProperty(fc.array(visit, { maxLength: 40 }), fc.integer({ min: 1, max: 12_000 }), async (visits, bytes) => {
      const { held, cache } = await play(visits, [], bytes)
      for (const size of held) expect(size).toBeLessThanOrEqual(bytes)
      expect(cache.status().bytes).toBeLessThanOrEqual(bytes)
    }))
  })
})
