import { describe, expect, it } from 'vitest'
import { readConfiguration } from '../../../server/configuration.ts'

const database = { NUXT_DATABASE_URL: 'postgres://u@h/d' }
const secret = 'thirty-two bytes, at the very least'

describe('the session secret', () => {
  it('is the one that is set, whatever the mode', () => {
    for (const NODE_ENV of ['production', 'development', undefined]) {
      expect(readConfiguration({ ...database, NODE_ENV, NUXT_SESSION_SECRET: secret })).toMatchObject({ sessionSecret: secret, warnings: [] })
    }
  })

  it('must be set in production', () => {
    expect(() => readConfiguration({ ...database, NODE_ENV: 'production' })).toThrow('NUXT_SESSION_SECRET is not set, expected at least 32 bytes')
  })

  it('is made up elsewhere, with one line that says what does not work', () => {
    const [first, second] = [readConfiguration(database), readConfiguration({ ...database, NODE_ENV: 'development' })]
    expect(Buffer.byteLength(first.sessionSecret)).toBeGreaterThanOrEqual(32)
    expect(first.sessionSecret).not.toBe(second.sessionSecret)
    expect(first.warnings).toEqual([expect.stringMatching(/^NUXT_SESSION_SECRET is not set: .* will not understand its read positions\.$/)])
  })
})
