import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPick } from '../../../../../server/database/balancer/pick.ts'

describe('createPick', () => {
  it('takes strict turns with round_robin: after any number of picks no two items differ by more than one', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 500 }), (hosts, picks) => {
      const [first = 0, ...others] = Array.from({ length: hosts }, (_, host) => host)
      const pick = createPick([first, ...others], 'round_robin')
      const counts = Array.from({ length: hosts }, () => 0)
      for (let i = 0; i < picks; i++) {
        const host = pick()
        counts[host] = (counts[host] ?? 0) + 1
      }
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    }))
  })

  it('stays with the first with disable', () => {
    const pick = createPick(['a', 'b'], 'disable')
    expect([pick(), pick(), pick()]).toEqual(['a', 'a', 'a'])
  })

  it('reaches every item with random', () => {
    const pick = createPick(['a', 'b', 'c'], 'random')
    expect(new Set(Array.from({ length: 200 }, pick)).size).toBe(3)
  })
})
