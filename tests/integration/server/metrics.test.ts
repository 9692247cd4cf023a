import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import process from 'node:process'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import type { SiteProcess } from '../../../scripts/site-process.ts'
import { startSite } from '../../../scripts/site-process.ts'
import { articleListSchema } from '../../../shared/schemas/article.ts'
import { ask } from '../support/site.ts'

const program = resolve(import.meta.dirname, '../../../.output/server/index.mjs')

let site: SiteProcess | undefined
afterEach(async () => {
  await site?.stop()
})

/** Starts the site with a metrics port; `metricsUrl` is that port's address. */
async function startWithMetrics(readUrl = inject('readUrl')): Promise<SiteProcess & { metricsUrl: string }> {
  const port = await nextFreePort(24_600, new Set())
  const metricsPort = await nextFreePort(24_600, new Set([port]))
  site = await startSite({ cluster: { primaryUrl: inject('primaryUrl'), readUrl }, port, environment: { NUXT_METRICS_PORT: String(metricsPort) } })
  return { ...site, metricsUrl: `http://127.0.0.1:${metricsPort}` }
}

/** The samples of one series by its labels, as they are written. */
async function samples(metricsUrl: string, name: string): Promise<Map<string, number>> {
  const { body } = await ask(`${metricsUrl}/metrics`)
  const lines = body.split('\n').filter(line => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
  return new Map(lines.map((line) => {
    const [, labels = '', value] = /^\w+(\{.*\})? (\S+)$/.exec(line) ?? []
    return [labels, Number(value)]
  }))
}

/** The hosts of an address, as `name:port`. */
const readHosts = (readUrl: string) => readUrl.replace(/^.*@|\/[^/]*$/g, '').split(',')

describe('the metrics port', () => {
  it('tells how many queries each host has answered', async () => {
    const { url, metricsUrl } = await startWithMetrics()
    const hosts = readHosts(inject('readUrl'))
    await expect.poll(async () => [...(await samples(metricsUrl, 'kuberocks_database_host_up')).entries()].filter(([labels, up]) => labels.includes('use="reads"') && up === 1).length).toBe(hosts.length)
    for (let i = 0; i < 30; i++) expect((await ask(`${url}/api/articles?page=${i + 1}`)).status).toBe(200)
    const queries = await samples(metricsUrl, 'kuberocks_database_queries_total')
    expect(hosts.map(host => queries.get(`{host="${host}",use="reads"}`))).toEqual([10, 10, 10])
    expect([...queries.keys()].filter(labels => labels.includes('use="writes"'))).toHaveLength(1)
  })

  it('tells state, role and lag of each host, and what the process has ended', async () => {
    const dead = await nextFreePort(24_700, new Set())
    const { url, metricsUrl } = await startWithMetrics(inject('readUrl').replace('@', `@127.0.0.1:${dead},`))
    expect((await ask(`${url}/api/articles`)).status).toBe(200)
    const up = await samples(metricsUrl, 'kuberocks_database_host_up')
    expect(up.get(`{host="127.0.0.1:${dead}",use="reads"}`)).toBe(0)
    const [primary, standby] = readHosts(inject('readUrl'))
    await expect.poll(async () => [...(await samples(metricsUrl, 'kuberocks_database_host_info')).keys()]).toEqual(expect.arrayContaining([
      `{host="${primary}",use="reads",role="primary"}`, `{host="${standby}",use="reads",role="standby"}`, `{host="127.0.0.1:${dead}",use="reads",role="unknown"}`,
    ]))
    const lag = await samples(metricsUrl, 'kuberocks_database_lag_seconds')
    expect(lag.get(`{host="${standby}",use="reads"}`)).toBeGreaterThanOrEqual(0)
    expect([...lag.keys()].some(labels => labels.includes(`:${dead}`))).toBe(false)
    for (const name of ['errors_total', 'retries_total', 'hedges_total', 'ejections_total', 'connections_in_use', 'queries_waiting']) {
      expect((await samples(metricsUrl, `kuberocks_database_${name}`)).has(`{host="${primary}",use="reads"}`), name).toBe(true)
    }
    for (const name of ['waiting', 'overloads_total', 'unavailable_total']) {
      expect([...await samples(metricsUrl, `kuberocks_database_${name}`)], name).toEqual([['', 0]])
    }
    expect((await samples(metricsUrl, 'process_resident_memory_bytes')).get('')).toBeGreaterThan(0)
  })

  it('counts requests by route and status, and times them', async () => {
    const { url, metricsUrl } = await startWithMetrics()
    const [slug] = articleListSchema.parse(JSON.parse((await ask(`${url}/api/articles?size=1`)).body)).articles.map(article => article.slug)
    const asked: [string, string, RequestInit?][] = [
      ['/api/Articles?page=2', '{method="GET",route="/api/articles",status="200"}'], ['/api/articles?page=0', '{method="GET",route="/api/articles",status="400"}'],
      [`/api/articles/${slug}`, '{method="GET",route="/api/articles/:slug",status="200"}'], ['/api/articles/none', '{method="GET",route="/api/articles/:slug",status="404"}'],
      ['/', '{method="GET",route="/",status="200"}'], [`/articles/${slug}`, '{method="GET",route="/articles/:slug",status="200"}'],
      ['/articles/none', '{method="GET",route="/articles/:slug",status="404"}'], ['/nowhere', '{method="GET",route="other",status="404"}'],
      ['/api/tags', '{method="HEAD",route="/api/tags",status="200"}', { method: 'HEAD' }], ['/api/tags', '{method="DELETE",route="/api/tags",status="405"}', { method: 'DELETE' }],
    ]
    const counts = () => samples(metricsUrl, 'kuberocks_http_request_duration_seconds_count')
    const before = await counts()
    for (const [path,, init] of asked) await ask(url + path, init)
    for (const [path, labels] of asked) await expect.poll(async () => (await counts()).get(labels), { message: path }).toBe((before.get(labels) ?? 0) + 1)
    // What a page asks of the API in process is its own.
    expect([...(await counts()).values()].reduce((sum, count) => sum + count)).toBe(asked.length + 1)
    expect((await samples(metricsUrl, 'kuberocks_http_requests_in_flight')).get('')).toBe(0)
  })

  it('tells which build runs, of which commit, on which Node', async () => {
    const { metricsUrl } = await startWithMetrics()
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../package.json'), 'utf8')))
    const [[labels, value] = []] = await samples(metricsUrl, 'kuberocks_build_info')
    expect(labels).toMatch(new RegExp(`^\\{version="${RegExp.escape(version)}",revision="([0-9a-f]{40}|unknown)",node_version="${RegExp.escape(process.versions.node)}"\\}$`))
    expect(value).toBe(1)
  })

  it('answers GET /metrics alone, and the site\'s own port never does', async () => {
    const { url, metricsUrl } = await startWithMetrics()
    const answer = await ask(`${metricsUrl}/metrics?debug=1`)
    expect(answer.status).toBe(200)
    expect(answer.type).toMatch(/^text\/plain; version=0\.0\.4/)
    expect((await ask(`${metricsUrl}/`)).status).toBe(404)
    expect((await ask(`${metricsUrl}/api/articles`)).status).toBe(404)
    const posted = await ask(`${metricsUrl}/metrics`, { method: 'POST', body: 'x' })
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect((await ask(`${url}/metrics`)).status).toBe(404)
  })

  it('closes with the site, also while a scraper keeps its connection', async () => {
    const { metricsUrl, pid, exited } = await startWithMetrics()
    const agent = new Agent({ keepAlive: true })
    const [response] = await once(get(`${metricsUrl}/metrics`, { agent }), 'response')
    response.resume()
    await once(response, 'end')
    process.kill(pid, 'SIGTERM')
    expect(await exited).toEqual([0, null])
    agent.destroy()
  })

  it('ends the start with one line when its port is taken', async () => {
    const taken = createServer().listen(0)
    await once(taken, 'listening')
    const address = taken.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    const environment = { NUXT_DATABASE_URL: 'postgres://u@127.0.0.1:9/d', NUXT_SESSION_SECRET: 'x'.repeat(32), PORT: '0', NUXT_METRICS_PORT: port }
    const { code, stderr } = await new Promise<{ code: unknown, stderr: string }>((done) => {
      execFile(process.execPath, [program], { env: environment, timeout: 20_000 }, (error, _stdout, printed) => done({ code: error?.code ?? 0, stderr: printed }))
    })
    taken.close()
    expect(code).toBe(1)
    expect(stderr.trim()).toMatch(/^Not started: .*EADDRINUSE.*; NUXT_METRICS_PORT and HOST say where metrics are served$/)
  })
})
