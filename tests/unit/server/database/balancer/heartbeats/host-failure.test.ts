import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { explainHostFailure, findFault } from '../../../../../../server/database/balancer/heartbeats/host-failure.ts'

const withCode = (code: string, message = 'it failed') => Object.assign(new Error(message), { code })
const explain = (error: unknown) => explainHostFailure(error, 'reader', 'site')

describe('a host\'s failure', () => {
  it.each([
    ['ECONNREFUSED', 'lost'], ['ECONNRESET', 'lost'], ['57P01', 'lost'], ['57P03', 'lost'], ['CONNECTION_CLOSED', 'lost'],
    ['CONNECT_TIMEOUT', 'silent'], ['ETIMEDOUT', 'silent'],
    ['ENOTFOUND', 'unresolved'], ['EAI_AGAIN', 'unresolved'],
    ['28P01', 'rejected'], ['28000', 'rejected'], ['3D000', 'rejected'],
    ['NOT_POSTGRES', 'stranger'], ['42883', 'unsupported'],
  ])('of code %s is named %s', (code, kind) => {
    expect(explain(withCode(code)).kind).toBe(kind)
    expect(explain(new AggregateError([withCode(code)])).kind).toBe(kind)
  })

  it('names the user that is refused and the database that is missing', () => {
    expect(explain(withCode('28P01', 'password authentication failed for user "reader"')).message).toBe('wrong password for user "reader" (28P01)')
    expect(explain(withCode('28000', 'no pg_hba.conf entry')).message).toBe('refuses user "reader": no pg_hba.conf entry (28000)')
    expect(explain(withCode('3D000')).message).toBe('has no database "site" (3D000)')
  })

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'CONNECT_TIMEOUT', '28P01', '28000', '3D000', 'NOT_POSTGRES', '42883'])('of code %s is one line without what the query held', (code) => {
    const cause = Object.assign(withCode(code, 'it\nfailed'), { parameters: ['hunter2'], query: 'select hunter2' })
    const { message } = explain(new Error('Failed query: select $1 params: hunter2', { cause }))
    expect(message).not.toContain('hunter2')
    expect(message).not.toContain('\n')
  })

  it('is an answer that nobody understands', () => {
    const { error } = z.object({ lsn: z.string() }).safeParse({ lsn: 5 })
    expect(explain(error)).toEqual({ kind: 'unsupported', message: 'answers a heartbeat with what nobody understands' })
  })
})

describe('findFault', () => {
  it('finds none with a supported server and a schema', () => {
    expect(findFault(140_000, true, 'site')).toBeUndefined()
    expect(findFault(180_004, true, 'site')).toBeUndefined()
  })

  it('names the version that is too old', () => {
    expect(findFault(130_012, true, 'site')).toEqual({ kind: 'unsupported', message: 'runs Postgres 13, expected 14 or newer' })
    expect(findFault(90_624, true, 'site')?.message).toContain('Postgres 9.1')
  })

  it('names the database without a schema, and what makes one', () => {
    expect(findFault(180_000, false, 'site')).toEqual({ kind: 'unmigrated', message: 'database "site" has no schema yet (npm run db:migrate makes it)' })
  })
})
