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

describe('the metrics port', () => {
  it('is none unless it is set', () => {
    expect(readConfiguration(database).metrics).toBeUndefined()
    expect(readConfiguration({ ...database, NUXT_METRICS_PORT: '' }).metrics).toBeUndefined()
  })

  it('listens where the site does', () => {
    expect(readConfiguration({ ...database, NUXT_METRICS_PORT: '9464' }).metrics).toEqual({ port: 9464, host: undefined })
    expect(readConfiguration({ ...database, NUXT_METRICS_PORT: '9464', HOST: '127.0.0.1' }).metrics).toEqual({ port: 9464, host: '127.0.0.1' })
  })

  it('is not the site\'s own, which Nitro puts on 3000 by default', () => {
    expect(() => readConfiguration({ ...database, NUXT_METRICS_PORT: '3000' })).toThrow('NUXT_METRICS_PORT: expected another port than the site\'s')
    expect(() => readConfiguration({ ...database, NUXT_METRICS_PORT: '4000', NITRO_PORT: '4000', PORT: '5000' })).toThrow('NUXT_METRICS_PORT')
    expect(readConfiguration({ ...database, NUXT_METRICS_PORT: '5000', NITRO_PORT: '4000', PORT: '5000' }).metrics?.port).toBe(5000)
  })
})

describe('what pages may hold in memory', () => {
  it('is 32 MiB unless it is set, and may be nothing', () => {
    expect(readConfiguration(database).pageCacheBytes).toBe(32 * 1024 * 1024)
    expect(readConfiguration({ ...database, NUXT_PAGE_CACHE_MIB: '' }).pageCacheBytes).toBe(32 * 1024 * 1024)
    expect(readConfiguration({ ...database, NUXT_PAGE_CACHE_MIB: '1' }).pageCacheBytes).toBe(1024 * 1024)
    expect(readConfiguration({ ...database, NUXT_PAGE_CACHE_MIB: '0' }).pageCacheBytes).toBe(0)
  })

  it.each(['-1', '1.5', '32MiB', '65537', 'on'])('is not %s', (value) => {
    expect(() => readConfiguration({ ...database, NUXT_PAGE_CACHE_MIB: value })).toThrow('NUXT_PAGE_CACHE_MIB: expected whole mebibytes, 0 to 65536')
  })
})

describe('the log', () => {
  it('goes to stdout at level info unless it is told otherwise', () => {
    expect(readConfiguration(database).log).toEqual({ level: 'info', file: undefined })
    expect(readConfiguration({ ...database, NUXT_LOG_LEVEL: '', NUXT_LOG_FILE: '' }).log).toEqual({ level: 'info', file: undefined })
    expect(readConfiguration({ ...database, NUXT_LOG_LEVEL: 'silent', NUXT_LOG_FILE: '/var/log/site' }).log).toEqual({ level: 'silent', file: '/var/log/site' })
  })

  it('is told what traces cannot use', () => {
    expect(readConfiguration({ ...database, NUXT_SESSION_SECRET: secret, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }).warnings).toEqual([expect.stringMatching(/^OTEL_EXPORTER_OTLP_ENDPOINT: expected an address/)])
  })
})
