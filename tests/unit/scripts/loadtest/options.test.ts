import { describe, expect, it } from 'vitest'
import { readOptions } from '../../../../scripts/loadtest/options.ts'

describe('the options of npm run loadtest', () => {
  it('start the demo where no site is named', () => {
    expect(readOptions(['crawl'], {})).toEqual({ scenario: 'crawl', profile: undefined, apiUrl: undefined, metricsUrl: undefined, prometheusUrl: undefined, skipBuild: false })
    expect(readOptions(['browse'], {})).toMatchObject({ scenario: 'browse', profile: 'smoke' })
  })

  it.each([
    'http://127.0.0.1:3000', 'http://127.0.0.1:3000/', 'http://127.0.0.1:3000/api', 'http://127.0.0.1:3000/api/',
  ])('take %s for the same site', (url) => {
    expect(readOptions(['crawl', '--url', url], {}).apiUrl).toBe('http://127.0.0.1:3000/api')
    expect(readOptions(['crawl'], { API_URL: url }).apiUrl).toBe('http://127.0.0.1:3000/api')
  })

  it('prefer --url and --profile to the variables', () => {
    expect(readOptions(['browse', '--url', 'http://localhost:1', '--profile', 'soak'], { API_URL: 'http://localhost:2/api', PROFILE: 'spike' }))
      .toMatchObject({ apiUrl: 'http://localhost:1/api', profile: 'soak' })
    expect(readOptions(['browse'], { PROFILE: 'spike' }).profile).toBe('spike')
  })

  it('aim at this machine, unless another one is allowed', () => {
    for (const host of ['localhost:3000', '127.0.0.1', '127.8.8.8:80', '[::1]:3000']) expect(readOptions(['crawl', '--url', `http://${host}`], {}).apiUrl).toBe(`http://${host}/api`)
    for (const host of ['example.org', '10.0.0.1', 'localhost.example.org', '128.0.0.1', '127.0.0.1.example.org']) {
      expect(() => readOptions(['crawl', '--url', `http://${host}`], {})).toThrow(`${host} is not this machine`)
      expect(readOptions(['crawl', '--url', `http://${host}`, '--allow-remote'], {}).apiUrl).toBe(`http://${host}/api`)
    }
  })

  it.each<[string[], Record<string, string>, string]>([
    [[], {}, 'no load test is named, expected crawl or browse'],
    [['crawl', 'browse'], {}, '"browse" is too much, expected one load test'],
    [['crawl', '--vus', '3'], {}, 'Unknown option \'--vus\''],
    [['crawl', '--profile', 'smoke'], {}, '--profile is for browse'],
    [['crawl', '--url', 'nowhere'], {}, '--url is malformed, expected an address such as http://127.0.0.1:3000'],
    [['crawl', '--prometheus', 'x'], {}, '--prometheus is malformed, expected an address'],
    [['crawl', '--metrics-url', 'http://127.0.0.1:1'], {}, '--metrics-url belongs to --url'],
    [['crawl'], { API_URL: 'localhost:3000' }, 'API_URL is malformed, expected an address'],
    [['crawl'], { K6_VUS: '0' }, 'K6_VUS is malformed, expected a whole number from 1 to 10000'],
    [['crawl'], { K6_DURATION: '60' }, 'K6_DURATION is malformed, expected a duration such as 1m or 30s'],
    [['browse', '--profile', 'toString'], {}, 'There is no profile "toString", expected one of smoke'],
    [['browse'], { K6_DURATION: '1m' }, 'K6_DURATION clashes with profile smoke'],
  ])('refuse %s with %s', (args, environment, message) => {
    expect(() => readOptions(args, environment)).toThrow(message)
  })
})
