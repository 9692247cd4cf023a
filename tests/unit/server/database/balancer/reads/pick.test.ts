import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPick } from '../../../../../../server/database/balancer/reads/pick.ts'

describe('createPick', () => {
  it('takes strict turns with round_robin: after any number of picks no two items differ by more than one', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 500 }), (hosts, picks) => {
      const items = Array.from({ length: hosts }, (_, host) => host)
      const pick = createPick<number>('round_robin')
      const counts = Array.from({ length: hosts }, () => 0)
      for (let i = 0; i < picks; i++) {
        const host = pick(items, () => true) ?? -1
        counts[host] = (counts[host] ?? 0) + 1
      }
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    }))
  })

  it('stays with the first with disable', () => {
    const pick = createPick<string>('disable')
    expect([1, 2, 3].map(() => pick(['a', 'b'], () => true))).toEqual(['a', 'a', 'a'])
    expect(pick(['a', 'b'], item => item !== 'a')).toBe('b')
  })

  it('reaches every item with random', () => {
    const pick = createPick<string>('random')
    expect(new Set(Array.from({ length: 200 }, () => pick(['a', 'b', 'c'], () => true))).size).toBe(3)
    expect(pick(['a', 'b'], () => false)).toBeUndefined()
  })

  it('passes over what does not fit, and goes on in turn from the one it took', () => {
    const pick = createPick<string>('round_robin')
    const taken = [1, 2, 3, 4].map(() => pick(['a', 'b', 'c'], item => item !== 'b'))
    expect(taken).toEqual(['a', 'c', 'a', 'c'])
    expect(pick([], () => true)).toBeUndefined()
  })
})
