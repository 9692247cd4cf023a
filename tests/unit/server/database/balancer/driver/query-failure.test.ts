import { describe, expect, it } from 'vitest'
import type { ReadVerdict } from '../../../../../../server/database/balancer/driver/query-failure.ts'
import { endedConnection, judgeReadError } from '../../../../../../server/database/balancer/driver/query-failure.ts'

const withCode = (code: string, parts: object = {}) => Object.assign(new Error('it failed'), { code }, parts)
/** As Drizzle hands errors on. */
const wrapped = (cause: Error) => new Error('Failed query', { cause })

const table: [code: string, onPrimary: ReadVerdict, onStandby: ReadVerdict, why: string][] = [
  ['ECONNREFUSED', 'host-failed', 'host-failed', 'nobody listens'],
  ['ECONNRESET', 'host-failed', 'host-failed', 'the connection broke'],
  ['ETIMEDOUT', 'host-failed', 'host-failed', 'the network is silent'],
  ['ENOTFOUND', 'host-failed', 'host-failed', 'the name is gone'],
  ['CONNECTION_CLOSED', 'host-failed', 'host-failed', 'the server closed it'],
  ['CONNECTION_DESTROYED', 'host-failed', 'host-failed', 'the pool was ended'],
  ['CONNECT_TIMEOUT', 'host-failed', 'host-failed', 'no answer to a connection'],
  ['NOT_POSTGRES', 'host-failed', 'host-failed', 'somebody else listens'],
  ['08006', 'host-failed', 'host-failed', 'connection failure'],
  ['28P01', 'host-failed', 'host-failed', 'wrong password'],
  ['3D000', 'host-failed', 'host-failed', 'no such database'],
  ['57P01', 'host-failed', 'host-failed', 'shutdown'],
  ['57P02', 'host-failed', 'host-failed', 'crash'],
  ['57P03', 'host-failed', 'host-failed', 'starting'],
  ['40001', 'own-error', 'ask-another', 'a recovery conflict on a standby, serialization on a primary'],
  ['40P01', 'own-error', 'ask-another', 'a deadlock, with recovery on a standby'],
  ['53100', 'ask-another', 'ask-another', 'disk full'],
  ['53200', 'ask-another', 'ask-another', 'no memory'],
  ['53300', 'ask-another', 'ask-another', 'too many connections'],
  ['58030', 'ask-another', 'ask-another', 'an I/O error'],
  ['XX001', 'ask-another', 'ask-another', 'a damaged table'],
  ['XX002', 'ask-another', 'ask-another', 'a damaged index'],
  ['XX000', 'own-error', 'own-error', 'an internal error'],
  ['57014', 'own-error', 'own-error', 'its own time limit'],
  ['25006', 'own-error', 'own-error', 'it writes'],
  ['42P01', 'own-error', 'own-error', 'no such table'],
  ['42601', 'own-error', 'own-error', 'a syntax error'],
  ['22012', 'own-error', 'own-error', 'a division by zero'],
  ['23505', 'own-error', 'own-error', 'a constraint'],
]

describe('judgeReadError', () => {
  it.each(table)('judges %s: %s on a primary, %s on a standby (%s)', (code, onPrimary, onStandby) => {
    expect(judgeReadError(withCode(code), false)).toBe(onPrimary)
    expect(judgeReadError(wrapped(withCode(code)), true)).toBe(onStandby)
  })

  it('lets another host answer when the server ended the connection for whatever reason', () => {
    for (const severity of ['FATAL', 'PANIC']) {
      expect(judgeReadError(withCode('25P03', { severity }), false)).toBe('ask-another')
      expect(judgeReadError(wrapped(withCode('40001', { severity })), true)).toBe('ask-another')
      expect(judgeReadError(withCode('57P01', { severity }), true)).toBe('host-failed')
    }
    expect(judgeReadError(withCode('25P03', { severity: 'ERROR' }), false)).toBe('own-error')
  })

  it('takes what has no code for the caller\'s own', () => {
    expect(judgeReadError(new TypeError('x is not a function'), true)).toBe('own-error')
    expect(judgeReadError('text', true)).toBe('own-error')
  })
})

describe('endedConnection', () => {
  it('is true of what the server says before it closes', () => {
    expect(endedConnection(wrapped(withCode('57P05', { severity: 'FATAL' })))).toBe(true)
    expect(endedConnection(withCode('42601', { severity: 'ERROR' }))).toBe(false)
    expect(endedConnection(undefined)).toBe(false)
  })
})
