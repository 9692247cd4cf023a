import { once } from 'node:events'
import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { ensureK6 } from '../../scripts/loadtest/k6.ts'
import { ensurePrometheus } from '../../scripts/loadtest/prometheus.ts'
import { nextFreePort } from '../../scripts/local-cluster/ports.ts'
import { runLoadTest } from './support/commands.ts'

const oneLine = (text: string) => text.trim().split('\n').length === 1

/** A server that answers everything alike, for as long as the work takes. */
async function withServer<Result>(status: number, type: string, body: string, work: (url: string) => Promise<Result>): Promise<Result> {
  const server = createServer((_request, response) => response.writeHead(status, { 'Content-Type': type }).end(body)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  try {
    return await work(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
  }
  finally {
    server.closeAllConnections()
    server.close()
  }
}

describe('npm run loadtest', () => {
  it.each<[string[], Record<string, string>, string]>([
    [[], {}, 'no load test is named, expected crawl or browse'],
    [['crowl'], {}, 'there is no load test "crowl", expected crawl or browse'],
    [['crawl', '--vus', '3'], {}, 'Unknown option \'--vus\''],
    [['browse', '--profile', 'huge'], {}, 'There is no profile "huge", expected one of smoke, average'],
    [['browse'], { K6_VUS: '3' }, 'K6_VUS clashes with profile smoke'],
    [['browse', '--profile', 'soak'], { K6_DURATION: '1m' }, 'K6_DURATION clashes with profile soak'],
    [['crawl'], { K6_VUS: 'many' }, 'K6_VUS is malformed, expected a whole number'],
    [['crawl', '--url', 'http://192.0.2.1'], {}, '192.0.2.1 is not this machine'],
    [['crawl'], { API_URL: 'https://demo.example/api' }, 'demo.example is not this machine'],
  ])('refuses %s with %s in one line', async (args, environment, message) => {
    const { code, stdout, stderr } = await runLoadTest(args, environment)
    expect(code).toBe(1)
    expect(stderr).toContain(message)
    expect(stderr).toSatisfy(oneLine)
    expect(stdout).toBe('')
  })

  it('names the address where nothing answers', async () => {
    const port = await nextFreePort(26_300, new Set())
    for (const [args, environment] of [[['--url', `http://127.0.0.1:${port}`], {}], [[], { API_URL: `http://127.0.0.1:${port}/api` }]] as const) {
      const { code, stderr } = await runLoadTest(['crawl', ...args], environment)
      expect(code).toBe(1)
      expect(stderr).toBe(`http://127.0.0.1:${port}/api/articles?page=1&size=1 cannot be reached (ECONNREFUSED): --url or API_URL says where the site is\n`)
    }
  })

  it.each<[string, number, string, string, RegExp]>([
    ['HTML', 200, 'text/html', '<!doctype html>', /answered text\/html instead of JSON: .* leads to another server$/],
    ['other JSON', 200, 'application/json', '[]', /answered JSON that is no list of articles/],
    ['an error', 503, 'application/problem+json', '{}', /answered 503 instead of a list of articles$/],
    ['an empty list', 200, 'application/json', '{"articles":[],"articlesCount":0}', /has no articles to read/],
  ])('refuses a server that answers %s', async (_what, status, type, body, message) => {
    const { code, stderr } = await withServer(status, type, body, url => runLoadTest(['crawl', '--url', url]))
    expect(code).toBe(1)
    expect(stderr.trim()).toMatch(message)
    expect(stderr).toSatisfy(oneLine)
  })

  it('refuses a Prometheus that is not there, or takes no writes', async () => {
    const port = await nextFreePort(26_300, new Set())
    const absent = await runLoadTest(['crawl', '--url', inject('siteUrl'), '--prometheus', `http://127.0.0.1:${port}`])
    expect([absent.code, absent.stderr]).toEqual([1, `http://127.0.0.1:${port}/api/v1/write cannot be reached (ECONNREFUSED): --prometheus says where Prometheus is\n`])
    const closed = await withServer(404, 'text/plain', 'no', url => runLoadTest(['crawl', '--url', inject('siteUrl'), '--prometheus', url]))
    expect(closed.code).toBe(1)
    expect(closed.stderr.trim()).toMatch(/takes no writes: is it Prometheus, started with --web\.enable-remote-write-receiver\?$/)
  })

  it('refuses metrics that are not the site\'s', async () => {
    const { code, stderr } = await runLoadTest(['crawl', '--url', inject('siteUrl'), '--metrics-url', inject('siteUrl')])
    expect([code, stderr.trim()]).toEqual([1, `${inject('siteUrl')}/metrics tells nothing of database hosts: --metrics-url says where the site's NUXT_METRICS_PORT is`])
  })
})

describe('without the programs', () => {
  it('one line says what to install', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'kuberocks-loadtest-'))
    try {
      await expect(ensureK6(() => {}, { path: empty, toolsFolder: empty })).rejects.toThrow(/^k6 v2\.\d+\.\d+ is needed: install it, or Go 1\.25 or newer to build it with$/)
      await expect(ensurePrometheus(() => {}, { path: empty, toolsFolder: empty })).rejects.toThrow(/^Prometheus is needed on PATH: .*$/)
    }
    finally {
      await rm(empty, { recursive: true, force: true })
    }
  })
})
