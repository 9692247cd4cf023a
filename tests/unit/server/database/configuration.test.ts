import { describe, expect, it } from 'vitest'
import { readDatabaseConfiguration } from '../../../../server/database/configuration.ts'

const url = 'postgres://demo:one@primary/demo'
const readUrl = 'postgres://demo@primary,replica/demo'

const readerOptions = (query: string) =>
  readDatabaseConfiguration({ NUXT_DATABASE_URL: url, NUXT_DATABASE_RO_URL: `${readUrl}?${query}` }).reader.options

describe('readDatabaseConfiguration', () => {
  it('has a default for every option, durations in milliseconds', () => {
    const { reader, writer } = readDatabaseConfiguration({ NUXT_DATABASE_URL: url, NUXT_DATABASE_RO_URL: readUrl })
    const both = { application_name: 'kuberocks', connect_timeout: 5000, host_recheck: 1000, sslmode: 'disable' }
    expect(writer.options).toEqual(both)
    expect(reader.options).toEqual({
      ...both,
      discovery: 'static',
      dns_interval: 5000,
      load_balance_hosts: 'round_robin',
      max_lag: 10_000,
      read_timeout: 1000,
      target_session_attrs: 'any',
    })
  })

  it('reads from the writer\'s hosts by the writer\'s options when there is no address for reads', () => {
    const { reader, writer } = readDatabaseConfiguration({ NUXT_DATABASE_URL: 'postgres://demo:one@a,b/demo?connect_timeout=2&max_lag=0.5&target_session_attrs=prefer-standby' })
    expect(reader).toEqual(writer)
    expect(reader.target.hosts).toEqual([{ host: 'a', port: 5432 }, { host: 'b', port: 5432 }])
    expect(reader.options).toMatchObject({ connect_timeout: 2000, max_lag: 500, target_session_attrs: 'prefer-standby' })
  })

  it('takes several hosts for the writer', () => {
    const { writer } = readDatabaseConfiguration({ NUXT_DATABASE_URL: 'postgres://demo@a,b:6432,c/demo?host_recheck=0.25', NUXT_DATABASE_RO_URL: readUrl })
    expect(writer.target.hosts.map(({ host, port }) => `${host}:${port}`)).toEqual(['a:5432', 'b:6432', 'c:5432'])
    expect(writer.options.host_recheck).toBe(250)
  })

  it('overrides the password in both addresses, whatever characters it has', () => {
    const { reader, writer } = readDatabaseConfiguration({ NUXT_DATABASE_URL: url, NUXT_DATABASE_RO_URL: readUrl, NUXT_DATABASE_PASSWORD: '0123%/@' })
    expect(writer.target.password).toBe('0123%/@')
    expect(reader.target.password).toBe('0123%/@')
  })

  it('takes the two connection strings of a primary and a read service', () => {
    const { reader, writer } = readDatabaseConfiguration({
      NUXT_DATABASE_URL: 'postgres://demo@postgresql-primary.postgres/demo',
      NUXT_DATABASE_RO_URL: 'postgres://demo@postgresql-primary.postgres,postgresql-read.postgres/demo?load_balance_hosts=round_robin',
    })
    expect(writer.target.hosts).toHaveLength(1)
    expect(reader.target.hosts.map(({ host }) => host)).toEqual(['postgresql-primary.postgres', 'postgresql-read.postgres'])
  })

  it.each([
    ['read_timeout=0.1', { read_timeout: 100 }],
    ['read_timeout=3600', { read_timeout: 3_600_000 }],
    ['max_lag=1.5', { max_lag: 1500 }],
    ['dns_interval=30', { dns_interval: 30_000 }],
    ['target_session_attrs=primary', { target_session_attrs: 'primary' }],
    ['target_session_attrs=standby', { target_session_attrs: 'standby' }],
    ['discovery=dns', { discovery: 'dns' }],
  ])('takes %s', (query, options) => {
    expect(readerOptions(query)).toMatchObject(options)
  })

  it.each([
    ['read_timeout=0', 'option "read_timeout" is malformed, expected seconds, 0.1 to 3600'],
    ['read_timeout=', 'option "read_timeout" is malformed, expected seconds, 0.1 to 3600'],
    ['max_lag=1e3', 'option "max_lag" is malformed, expected seconds, 0.1 to 3600'],
    ['host_recheck=0.0999', 'option "host_recheck" is malformed, expected seconds, 0.1 to 3600'],
    ['dns_interval=3600.1', 'option "dns_interval" is malformed, expected seconds, 0.1 to 3600'],
    ['connect_timeout=0.5', 'option "connect_timeout" is malformed, expected seconds, 1 to 3600'],
    ['target_session_attrs=read-write', 'option "target_session_attrs" is malformed, expected any, primary, standby or prefer-standby'],
    ['discovery=DNS', 'option "discovery" is malformed, expected static or dns'],
    ['max-lag=1', 'unknown option "max-lag", expected one of application_name, connect_timeout, host_recheck, sslmode, discovery, dns_interval, load_balance_hosts, max_lag, read_timeout, target_session_attrs'],
  ])('refuses %s and names what it takes', (query, message) => {
    expect(() => readerOptions(query)).toThrow(`NUXT_DATABASE_RO_URL: ${message}`)
  })

  it('refuses for the writer what is for reads only', () => {
    expect(() => readDatabaseConfiguration({ NUXT_DATABASE_URL: `${url}?max_lag=1`, NUXT_DATABASE_RO_URL: readUrl }))
      .toThrow('NUXT_DATABASE_URL: unknown option "max_lag", expected one of application_name, connect_timeout, host_recheck, sslmode (it is of the reader: set it in NUXT_DATABASE_RO_URL)')
  })
})
