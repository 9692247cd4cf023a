import { describe, expect, it } from 'vitest'
import { sharesBetween } from '../../../../scripts/loadtest/host-queries.ts'
import { formatResult, formatShares, guideResult } from '../../../../scripts/loadtest/result.ts'

describe('the share of each database host', () => {
  it('is of what was run between two readings', () => {
    const before = new Map([['a:1', 100], ['b:1', 50]])
    const after = new Map([['a:1', 130], ['b:1', 60], ['joined:1', 60]])
    expect(sharesBetween(before, after)).toEqual([
      { host: 'a:1', queries: 30, share: 0.3 }, { host: 'b:1', queries: 10, share: 0.1 }, { host: 'joined:1', queries: 60, share: 0.6 },
    ])
  })

  it('is none where nothing was run', () => {
    const counts = new Map([['a:1', 5]])
    expect(sharesBetween(counts, counts)).toEqual([{ host: 'a:1', queries: 0, share: 0 }])
  })
})

describe('the table of results', () => {
  it('stands beside the guide\'s', () => {
    const table = formatResult({ ...guideResult, requests: 90_000, p95: 41.5 }, guideResult).split('\n')
    expect(table[0]).toMatch(/this run +the guide$/)
    expect(table).toContainEqual(expect.stringMatching(/^requests +90,000 +17,748$/))
    expect(table).toContainEqual(expect.stringMatching(/^p95, ms +41\.50 +198\.93$/))
    expect(table).toContainEqual(expect.stringMatching(/^requests per iteration +259 +51$/))
  })

  it('has a line for each host', () => {
    expect(formatShares([{ host: 'a:1', queries: 1234, share: 1 / 3 }])).toMatch(/\na:1 +1,234 +33\.3 %$/)
  })
})
