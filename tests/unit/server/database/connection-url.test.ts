import { describe, expect, it } from 'vitest'
import { parseConnectionUrl } from '../../../../server/database/connection-url.ts'

describe('parseConnectionUrl', () => {
  it('takes a list of hosts, each with its own or the default port', () => {
    expect(parseConnectionUrl('URL', 'postgres://demo@a:6432,b,[::1]:7000/demo?load_balance_hosts=round_robin')).toEqual({
      user: 'demo',
      password: undefined,
      database: 'demo',
      hosts: [{ host: 'a', port: 6432 }, { host: 'b', port: 5432 }, { host: '::1', port: 7000 }],
      options: { load_balance_hosts: 'round_robin' },
    })
  })

  it('takes no option for given twice because objects have a property of that name', () => {
    expect(parseConnectionUrl('URL', 'postgres://u@h/d?constructor=1').options).toHaveProperty('constructor', '1')
  })

  it('decodes user, password and database', () => {
    expect(parseConnectionUrl('URL', 'postgresql://a%40b:p%3Aw%2F%C3%BC@h/d%20b')).toMatchObject({ user: 'a@b', password: 'p:w/ü', database: 'd b' })
  })

  it.each([
    ['', 'expected postgres://'],
    ['http://u:secret@h/d', 'expected postgres://'],
    ['postgres://h/d', 'the user is missing'],
    ['postgres://u:secret@/d', 'the host is missing'],
    ['postgres://u:secret@h/', 'the database is missing'],
    ['postgres://u:secret@a b/d', 'a host is malformed'],
    ['postgres://u:secret@a,,b/d', 'a host is malformed'],
    ['postgres://u:pa@secret@127.0.0.1/d', 'a host is malformed, expected host or host:port (in a password write @ as %40'],
    ['postgres://u:p@se:secret@h/d', 'a host is malformed'],
    ['postgres://u:secret@a:0/d', 'port 0 of host "a"'],
    ['postgres://u:secret@a:x/d', 'a host is malformed'],
    ['postgres://u:secret@a,b,A/d', 'host a:5432 is given twice'],
    ['postgres://u:secret@a/d?x=1&x=2', 'option "x" is given twice'],
    ['postgres://u:se%zzcret@a/d', 'the password is not valid percent-encoding'],
  ])('refuses %s, names the setting, and keeps the password to itself', (url, message) => {
    expect(() => parseConnectionUrl('SOME_URL', url)).toThrow(message)
    expect(() => parseConnectionUrl('SOME_URL', url)).toThrow(/^SOME_URL: (?!.*se(cret|%zz))/)
  })
})
