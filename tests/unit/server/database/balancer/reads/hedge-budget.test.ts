import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HedgeBudget } from '../../../../../../server/database/balancer/reads/hedge-budget.ts'

describe('the hedge budget', () => {
  it('never allows more than 5 % of the reads, beside a burst of 20', () => {
    fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 3000 }), (steps) => {
      const budget = new HedgeBudget()
      let [reads, spent] = [0, 0]
      for (const isRead of steps) {
        if (isRead) {
          budget.earn()
          reads++
        }
        else if (budget.spend()) {
          spent++
        }
        expect(spent).toBeLessThanOrEqual(20 + 0.05 * reads + 1e-6)
      }
    }))
  })

  it('keeps no more than the burst, however long nothing was slow', () => {
    const budget = new HedgeBudget()
    for (let i = 0; i < 100_000; i++) budget.earn()
    let spent = 0
    while (budget.spend()) spent++
    expect(spent).toBe(20)
  })

  it('allows one more for every twenty reads or so', () => {
    const budget = new HedgeBudget()
    let spent = 0
    for (let i = 0; i < 20_000; i++) {
      budget.earn()
      if (budget.spend()) spent++
    }
    expect(spent).toBeGreaterThanOrEqual(1015)
    expect(spent).toBeLessThanOrEqual(1020)
  })
})
