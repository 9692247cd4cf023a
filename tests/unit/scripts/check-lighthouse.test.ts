import { describe, expect, it } from 'vitest'
import type { LighthouseRun } from '../../../scripts/check-lighthouse/judge'
import { median, shortfalls } from '../../../scripts/check-lighthouse/judge'

const good: LighthouseRun = { performance: 100, accessibility: 100, bestPractices: 100, seo: 100, layoutShift: 0, largestPaint: 700, failed: [] }

describe('the judgement of Lighthouse\'s runs', () => {
  it('passes a page that reaches every goal', () => {
    expect(shortfalls([good, good, { ...good, performance: 99 }])).toEqual([])
  })

  it('takes performance by its median: a slow run alone is the machine\'s', () => {
    expect(shortfalls([good, { ...good, performance: 80 }, good])).toEqual([])
    expect(shortfalls([{ ...good, performance: 98 }, { ...good, performance: 98 }, good])).toEqual(['performance 98, expected 99 or more'])
  })

  it('takes all else by its worst run, and names the audits that failed', () => {
    expect(shortfalls([good, { ...good, accessibility: 96, failed: ['color-contrast'] }])).toEqual(['accessibility 96, expected 100: color-contrast'])
    expect(shortfalls([{ ...good, seo: 91, failed: ['document-title'] }, good])).toEqual(['seo 91, expected 100: document-title'])
    expect(shortfalls([{ ...good, layoutShift: 0.01 }])).toEqual(['cumulative layout shift 0.01, expected 0'])
  })

  it('says each shortfall once', () => {
    const bad = { ...good, bestPractices: 96, failed: ['errors-in-console'] }
    expect(shortfalls([bad, bad, bad])).toHaveLength(1)
  })

  it('finds the median of any number of runs but none', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2)
    expect(() => median([])).toThrow(RangeError)
  })
})
