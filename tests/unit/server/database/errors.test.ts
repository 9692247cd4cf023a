import { describe, expect, it } from 'vitest'
import {
  codeOf, DatabaseOverloadedError, DatabaseUnavailableError, describeFailure, isDatabaseUnavailable, isHostFailure, isWriteOutcomeUnknown,
  ReadTimeoutError, TransactionLostError, WriteOutcomeUnknownError,
} from '../../../../server/database/errors.ts'

const withCode = (code: string, message = 'it failed') => Object.assign(new Error(message), { code })
/** As Drizzle hands errors on. */
const wrapped = (cause: Error) => new Error('Failed query: select secret params: 1', { cause })

const temporary = [DatabaseUnavailableError, DatabaseOverloadedError, ReadTimeoutError, TransactionLostError]

describe('isDatabaseUnavailable', () => {
  it.each(['ECONNREFUSED', 'CONNECTION_CLOSED', 'CONNECT_TIMEOUT', 'ENOTFOUND', '57P01', '57P03', '08006', '53300', '28P01', '3D000', '42P01'])('is true of %s, bare and wrapped', (code) => {
    expect(isDatabaseUnavailable(withCode(code))).toBe(true)
    expect(isDatabaseUnavailable(wrapped(withCode(code)))).toBe(true)
    expect(isDatabaseUnavailable(new AggregateError([withCode(code)]))).toBe(true)
  })

  it.each(['23505', '42601', '22021', '57014', '25006'])('is false of %s, a query\'s own error', (code) => {
    expect(isDatabaseUnavailable(wrapped(withCode(code)))).toBe(false)
  })

  it.each(temporary)('is true of %s, bare and wrapped', (Temporary) => {
    expect(isDatabaseUnavailable(new Temporary('later'))).toBe(true)
    expect(isDatabaseUnavailable(wrapped(new Temporary('later', { cause: withCode('23505') })))).toBe(true)
  })

  it('is false of a write of unknown outcome, whatever caused it', () => {
    const unknown = new WriteOutcomeUnknownError('lost', { cause: withCode('ECONNRESET') })
    expect(isDatabaseUnavailable(unknown)).toBe(false)
    expect(isDatabaseUnavailable(wrapped(unknown))).toBe(false)
    expect(isDatabaseUnavailable(new DatabaseUnavailableError('later', { cause: unknown }))).toBe(false)
    expect(isDatabaseUnavailable(new WriteOutcomeUnknownError('lost', { cause: new DatabaseUnavailableError('gone') }))).toBe(false)
  })

  it('is false of what is no database error', () => {
    expect(isDatabaseUnavailable(new TypeError('x is not a function'))).toBe(false)
    expect(isDatabaseUnavailable(undefined)).toBe(false)
  })
})

describe('isWriteOutcomeUnknown', () => {
  it('is true of one only, bare and wrapped', () => {
    expect(isWriteOutcomeUnknown(wrapped(new WriteOutcomeUnknownError('lost')))).toBe(true)
    expect(isWriteOutcomeUnknown(wrapped(new TransactionLostError('lost')))).toBe(false)
    expect(isWriteOutcomeUnknown('lost')).toBe(false)
  })
})

describe('codeOf', () => {
  it('is the code of the first cause, or of the first of several attempts', () => {
    expect(codeOf(wrapped(withCode('23505')))).toBe('23505')
    expect(codeOf(wrapped(new AggregateError([withCode('ECONNREFUSED'), withCode('ETIMEDOUT')])))).toBe('ECONNREFUSED')
    expect(codeOf(new AggregateError([]))).toBeUndefined()
    expect(codeOf(Object.assign(new Error('it failed'), { code: 5 }))).toBeUndefined()
  })
})

describe('isHostFailure', () => {
  it.each([['08006', true], ['28000', true], ['3D000', true], ['57P01', true], ['57P05', true], ['57P06', false], ['57014', false], ['53300', false], ['0800', false], [undefined, false]])('of %s is %s', (code, expected) => {
    expect(isHostFailure(code)).toBe(expected)
  })
})

describe('describeFailure', () => {
  it('says in one line what the driver said, and nothing of the query', () => {
    expect(describeFailure(wrapped(withCode('57P01', 'terminating\n  connection')))).toBe('terminating connection (57P01)')
  })

  it('says a code once', () => {
    expect(describeFailure(withCode('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'))).toBe('connect ECONNREFUSED 127.0.0.1:1')
  })

  it.each([...temporary, WriteOutcomeUnknownError])('says what %s says, not what caused it', (Own) => {
    expect(describeFailure(wrapped(new Own('a:1 was lost', { cause: withCode('ECONNRESET') })))).toBe('a:1 was lost')
  })

  it('says something of anything', () => {
    expect(describeFailure('text')).toBe('text')
    expect(describeFailure(undefined)).toBe('undefined')
    expect(describeFailure(new AggregateError([withCode('ECONNREFUSED', 'no')]))).toBe('no (ECONNREFUSED)')
  })
})
