import { describe, expect, it } from 'vitest'
import { createRandom, hash } from '../../../../scripts/seed/random.ts'

describe('random numbers', () => {
  it('are the same for the same seed, on every machine', () => {
    const random = createRandom(1, 2)
    expect([random.between(0, 999), random.between(0, 999), random.between(0, 999)]).toEqual([390, 534, 589])
    expect(createRandom(1, 2).fraction()).toBe(createRandom(1, 2).fraction())
  })

  it('differ between neighbouring seeds and positions', () => {
    const firsts = new Set(Array.from({ length: 100 }, (_, seed) => Array.from({ length: 100 }, (_, index) => hash(seed, index))).flat())
    expect(firsts.size).toBe(10_000)
    expect(hash(1, 2)).not.toBe(hash(2, 1))
  })

  it('cover their range evenly', () => {
    const random = createRandom(7)
    const counts = [0, 0, 0, 0, 0]
    for (let round = 0; round < 10_000; round += 1) {
      const number = random.between(0, 4)
      counts[number] = (counts[number] ?? 0) + 1
    }
    for (const count of counts) expect(count).toBeGreaterThan(1_800)
  })

  it('draw a sample without repeating a choice', () => {
    const sample = createRandom(3).sample(['a', 'b', 'c', 'd'], 3)
    expect(new Set(sample).size).toBe(3)
    expect(createRandom(3).sample(['a', 'b'], 5)).toHaveLength(2)
  })

  it('refuse to pick from nothing', () => {
    expect(() => createRandom(1).pick([])).toThrow(RangeError)
  })
})
