import { describe, expect, it } from 'vitest'
import { readDatabaseConfiguration } from '../../../../server/database/configuration.ts'

const url = 'postgres://demo:one@primary/demo'

describe('readDatabaseConfiguration', () => {
  it('reads from the writer\'s host when there is no address for reads', () => {
    const { reader } = readDatabaseConfiguration({ NUXT_DATABASE_URL: url })
    expect(reader.target.hosts).toEqual([{ host: 'primary', port: 5432 }])
    expect(reader.options).toMatchObject({ load_balance_hosts: 'round_robin', connect_timeout: 5 })
  })

  it('overrides the password in both addresses, whatever characters it has', () => {
    const { reader, writer } = readDatabaseConfiguration({
      NUXT_DATABASE_URL: url,
      NUXT_DATABASE_RO_URL: 'postgres://demo@primary,replica/demo',
      NUXT_DATABASE_PASSWORD: '0123%/@',
    })
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
})
