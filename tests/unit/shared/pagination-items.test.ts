import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PaginationItem } from '../../../shared/utils/pagination-items'
import { paginationItems } from '../../../shared/utils/pagination-items'

/** A page of a list, in range; lists of one page to a million. */
const place = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 1_000_000 }))
  .chain(pageCount => fc.record({ page: fc.integer({ min: 1, max: pageCount }), pageCount: fc.constant(pageCount) }))

const numbers = (items: PaginationItem[]) => items.flatMap(item => item.kind === 'page' ? item.page : [])

/** The row as a reader sees it. */
const row = (page: number, pageCount: number) => paginationItems(page, pageCount)
  .map(item => item.kind === 'page' ? (item.page === page ? `[${item.page}]` : item.page) : '…').join(' ')

describe('the row of page numbers', () => {
  it('looks like this at the start, in the middle and at the end', () => {
    expect(row(1, 50)).toBe('[1] 2 3 4 5 6 7 … 50')
    expect(row(5, 50)).toBe('1 2 3 4 [5] 6 7 … 50')
    expect(row(6, 50)).toBe('1 … 4 5 [6] 7 8 … 50')
    expect(row(45, 50)).toBe('1 … 43 44 [45] 46 47 … 50')
    expect(row(46, 50)).toBe('1 … 44 45 [46] 47 48 49 50')
    expect(row(50, 50)).toBe('1 … 44 45 46 47 48 49 [50]')
    expect(row(5, 9)).toBe('1 2 3 4 [5] 6 7 8 9')
    expect(row(5, 10)).toBe('1 2 3 4 [5] 6 7 … 10')
  })

  it('holds at most nine places, the first, the last and the current page among them', () => {
    fc.assert(fc.property(place, ({ page, pageCount }) => {
      const items = paginationItems(page, pageCount)
      expect(items.length).toBeLessThanOrEqual(9)
      expect(numbers(items)).toEqual(expect.arrayContaining([1, page, pageCount]))
    }))
  })

  it('accounts for every page once, in order, as a number or inside a gap', () => {
    fc.assert(fc.property(place, ({ page, pageCount }) => {
      let next = 1
      for (const item of paginationItems(page, pageCount)) {
        expect(item.kind === 'page' ? item.page : item.from).toBe(next)
        next = (item.kind === 'page' ? item.page : item.to) + 1
      }
      expect(next).toBe(pageCount + 1)
    }))
  })

  it('has no gap that hides fewer than two pages', () => {
    fc.assert(fc.property(place, ({ page, pageCount }) => {
      for (const item of paginationItems(page, pageCount)) {
        if (item.kind === 'gap') expect(item.to - item.from + 1).toBeGreaterThanOrEqual(2)
      }
    }))
  })

  it('leads from page 1 to every page', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 400 }), (pageCount) => {
      const reached = new Set([1])
      for (const page of reached) numbers(paginationItems(page, pageCount)).forEach(number => reached.add(number))
      expect(reached.size).toBe(pageCount)
    }), { numRuns: 30 })
  })

  it('leads on to both neighbours of every page', () => {
    fc.assert(fc.property(place, ({ page, pageCount }) => {
      const shown = numbers(paginationItems(page, pageCount))
      if (page > 1) expect(shown).toContain(page - 1)
      if (page < pageCount) expect(shown).toContain(page + 1)
    }))
  })

  it('takes a page out of range for the nearest one and an empty list for one page', () => {
    expect(paginationItems(1, 0)).toEqual([{ kind: 'page', page: 1 }])
    expect(paginationItems(Number.NaN, Number.NaN)).toEqual([{ kind: 'page', page: 1 }])
    fc.assert(fc.property(fc.integer(), fc.integer({ max: 1000 }), (page, pageCount) => {
      const last = Math.max(1, pageCount)
      expect(paginationItems(page, pageCount)).toEqual(paginationItems(Math.min(Math.max(1, page), last), last))
    }))
  })
})
