import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PositionTokenOptions } from '../../../../server/database/position-token.ts'
import { createPositionTokens } from '../../../../server/database/position-token.ts'
import { UNREACHED_LSN } from '../../../../server/database/position.ts'

const issuedAt = 1_700_000_000_000
const lifetime = 20_000
const position = { system: '7563310185093337121', timeline: 3, lsn: 0x16B374D848n }

const tokensOf = (options: Partial<PositionTokenOptions> = {}) =>
  createPositionTokens({ secret: 'a secret of this test, long enough', lifetime, now: () => issuedAt, ...options })
const tokens = tokensOf()
const token = tokens.issue(position)
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const positions = fc.record({
  system: fc.bigInt({ min: 0n, max: 0xFFFF_FFFF_FFFF_FFFFn }).map(String),
  timeline: fc.integer({ min: 0, max: 0xFFFF_FFFF }),
  lsn: fc.bigInt({ min: 0n, max: UNREACHED_LSN }),
})

describe('position tokens', () => {
  it('come back as what was issued, in characters that cookies, headers and URLs take', () => {
    fc.assert(fc.property(positions, fc.integer({ min: 0, max: 2 ** 48 - 1 }), fc.integer({ min: -60_000, max: lifetime }), (given, moment, age) => {
      const issued = tokensOf({ now: () => moment }).issue(given)
      expect(issued).toMatch(/^[\w-]{1,120}$/)
      expect(tokensOf({ now: () => moment + age }).read(issued)).toEqual(given)
    }))
  })

  it('are refused with any single character changed', () => {
    fc.assert(fc.property(positions, fc.nat(), fc.oneof(fc.constantFrom(...alphabet), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })), (given, at, other) => {
      const issued = tokens.issue(given)
      const index = at % issued.length
      fc.pre(issued[index] !== other)
      expect(tokens.read(issued.slice(0, index) + other + issued.slice(index + 1))).toBeUndefined()
    }), { numRuns: 1000 })
    // The last character carries bits that decoding ignores.
    for (const last of alphabet) if (!token.endsWith(last)) expect(tokens.read(token.slice(0, -1) + last)).toBeUndefined()
  })

  it('are refused cut short and with anything added', () => {
    for (let length = 0; length < token.length; length++) expect(tokens.read(token.slice(0, length))).toBeUndefined()
    for (const more of ['A', 'AAAA', '=', '==', ' ', '\n', token]) expect(tokens.read(token + more)).toBeUndefined()
    expect(tokens.read(` ${token}`)).toBeUndefined()
  })

  it('are refused by whoever has another secret', () => {
    expect(tokensOf({ secret: 'the secret of another test, as long' }).read(token)).toBeUndefined()
    expect(tokensOf().read(token)).toEqual(position)
  })

  it('are refused when they are too old or of the future', () => {
    const readAfter = (age: number) => tokensOf({ now: () => issuedAt + age }).read(token)
    expect(readAfter(lifetime)).toEqual(position)
    expect(readAfter(lifetime + 1)).toBeUndefined()
    expect(readAfter(-60_000)).toEqual(position)
    expect(readAfter(-60_001)).toBeUndefined()
  })

  it('never throw, whatever the text', () => {
    const base64 = fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes).toString('base64url'))
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), base64, fc.constantFrom('', '0', 'a'.repeat(100_000))), (text) => {
      expect(tokens.read(text)).toBeUndefined()
    }), { numRuns: 1000 })
  })
})
