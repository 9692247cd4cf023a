import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Position } from '../../../../server/database/position.ts'
import { earliestPosition, formatLsn, laterPosition, parseLsn, reachesTo, UNREACHED_LSN } from '../../../../server/database/position.ts'

const lsn = fc.bigInt({ min: 0n, max: UNREACHED_LSN })

describe('an LSN', () => {
  it('is read as it was written, and kept in order', () => {
    fc.assert(fc.property(lsn, (value) => {
      expect(parseLsn(formatLsn(value))).toBe(value)
      expect(parseLsn(formatLsn(value).toLowerCase())).toBe(value)
    }))
  })

  it('has Postgres\' form', () => {
    expect(parseLsn('16/B374D848')).toBe(0x16_B374_D848n)
    expect(formatLsn(0x16_B374_D848n)).toBe('16/B374D848')
    expect(formatLsn(0n)).toBe('0/0')
    expect(formatLsn(UNREACHED_LSN)).toBe('FFFFFFFF/FFFFFFFF')
    expect(parseLsn('0/00000A')).toBe(10n)
  })

  it.each(['', '/', '0', '0/', '/0', 'x/1', '0/1 ', ' 0/1', '0/123456789', '-1/0', '0/1\n', '0/1/2'])('is not read from %j', (text) => {
    expect(parseLsn(text)).toBeUndefined()
  })

  it('is not read from arbitrary text, and never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      const value = parseLsn(text)
      expect(value === undefined || /^[0-9a-f]{1,8}\/[0-9a-f]{1,8}$/i.test(text)).toBe(true)
    }))
  })
})

describe('laterPosition', () => {
  const at = (timeline: number, position: bigint, system = '7'): Position => ({ system, timeline, lsn: position })
  const position = fc.record({ system: fc.constantFrom('7', '8'), timeline: fc.integer({ min: 1, max: 4 }), lsn })

  it('is the one further on, on the newer timeline first', () => {
    expect(laterPosition(undefined, at(1, 5n))).toEqual(at(1, 5n))
    expect(laterPosition(at(1, 5n), at(1, 9n))).toEqual(at(1, 9n))
    expect(laterPosition(at(1, 9n), at(1, 5n))).toEqual(at(1, 9n))
    expect(laterPosition(at(1, 9n), at(2, 5n))).toEqual(at(2, 5n))
    expect(laterPosition(at(2, 5n), at(1, 9n))).toEqual(at(2, 5n))
  })

  it('is the newer knowledge when the cluster is another', () => {
    expect(laterPosition(at(3, 9n), at(1, 5n, '8'))).toEqual(at(1, 5n, '8'))
  })

  it('does not depend on the order within one cluster, and is one of the two', () => {
    fc.assert(fc.property(position, position, (first, second) => {
      const later = laterPosition(first, second)
      expect([first, second]).toContain(later)
      if (first.system === second.system) expect(laterPosition(second, first)).toEqual(later)
    }))
  })
})

describe('the earliest of several positions', () => {
  const at = (value: bigint, timeline = 1, system = '7'): Position => ({ system, timeline, lsn: value })

  it('is reached by each of them', () => {
    fc.assert(fc.property(fc.array(lsn, { minLength: 1 }), (values) => {
      const earliest = earliestPosition(values.map(value => at(value)))
      expect(values.map(value => at(value))).toContainEqual(earliest)
      for (const value of values) expect(earliest && reachesTo(at(value), earliest)).toBe(true)
    }))
  })

  it('is not known where one of them is not, or without any', () => {
    expect(earliestPosition([])).toBeUndefined()
    expect(earliestPosition([at(1n), undefined])).toBeUndefined()
    expect(earliestPosition([undefined, at(1n)])).toBeUndefined()
  })

  it('is not known of different timelines or clusters', () => {
    expect(earliestPosition([at(1n), at(2n, 2)])).toBeUndefined()
    expect(earliestPosition([at(1n), at(2n, 1, '8')])).toBeUndefined()
  })
})

describe('a position', () => {
  it('reaches to none of another timeline or cluster, and to no unreached one', () => {
    const here: Position = { system: '7', timeline: 1, lsn: 5n }
    expect(reachesTo(here, here)).toBe(true)
    expect(reachesTo(here, { ...here, lsn: 6n })).toBe(false)
    expect(reachesTo(here, { ...here, timeline: 2, lsn: 1n })).toBe(false)
    expect(reachesTo({ ...here, timeline: 2 }, here)).toBe(false)
    expect(reachesTo(here, { ...here, system: '8', lsn: 1n })).toBe(false)
    expect(reachesTo(here, { ...here, lsn: UNREACHED_LSN })).toBe(false)
  })
})
