import { describe, expect, it } from 'vitest'
import { describeFailure, isDatabaseUnavailable } from '../../../../server/database/errors.ts'

const withCode = (code: string, message = 'it failed') => Object.assign(new Error(message), { code })
/** As Drizzle hands errors on. */
const wrapped = (cause: Error) => new Error('Failed query: select secret params: 1', { cause })

describe('isDatabaseUnavailable', () => {
  it.each(['ECONNREFUSED', 'CONNECTION_CLOSED', 'CONNECT_TIMEOUT', 'ENOTFOUND', '57P01', '57P03', '08006', '53300', '28P01', '3D000', '42P01'])('is true of %s, bare and wrapped', (code) => {
    expect(isDatabaseUnavailable(withCode(code))).toBe(true)
    expect(isDatabaseUnavailable(wrapped(withCode(code)))).toBe(true)
    expect(isDatabaseUnavailable(new AggregateError([withCode(code)]))).toBe(true)
  })

  it.each(['23505', '42601', '22021', '57014', '25006'])('is false of %s, a query\'s own error', (code) => {
    expect(isDatabaseUnavailable(wrapped(withCode(code)))).toBe(false)
  })

  it('is false of what is no database error', () => {
    expect(isDatabaseUnavailable(new TypeError('x is not a function'))).toBe(false)
    expect(isDatabaseUnavailable(undefined)).toBe(false)
  })
})

describe('describeFailure', () => {
  it('says in one line what the driver said, and nothing of the query', () => {
    expect(describeFailure(wrapped(withCode('57P01', 'terminating\n  connection')))).toBe('terminating connection (57P01)')
  })
})
