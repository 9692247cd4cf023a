import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import type { SiteProcess } from '../../../scripts/site-process.ts'
import { startSite } from '../../../scripts/site-process.ts'
import { articleListSchema } from '../../../shared/schemas/article.ts'
import { ask } from '../support/site.ts'
import type { RawAnswer } from '../support/raw-request'
import { askRaw } from '../support/raw-request'

let site: SiteProcess
let metricsUrl = ''
let slug = ''

beforeAll(async () => {
  const port = await nextFreePort(23_700, new Set())
  const metricsPort = await nextFreePort(23_700, new Set([port]))
  site = await startSite({ cluster: { primaryUrl: inject('primaryUrl'), readUrl: inject('readUrl') }, port, environment: { NUXT_METRICS_PORT: String(metricsPort) } })
  metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`
  const { articles } = articleListSchema.parse(JSON.parse((await ask(`${site.url}/api/articles?size=1`)).body))
  slug = articles[0]?.slug ?? ''
})
afterAll(() => site.stop())

/** With these headers and no others. */
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') => askRaw(site.url + path, headers, method)

const cacheStatus = ({ headers }: RawAnswer) => headers['cache-status']

/** A series of the metrics, by what stands before its value. */
async function metric(series: string): Promise<number> {
  const { body } = await ask(metricsUrl)
  const line = body.split('\n').find(text => text.startsWith(`${series} `))
  if (line === undefined) throw new Error(`there is no series ${series}`)
  return Number(line.slice(series.length + 1))
}

/** So many queries have been answered by all hosts. */
async function queries(): Promise<number> {
  const { body } = await ask(metricsUrl)
  return body.split('\n').filter(line => /^kuberocks_database_queries_total\{.*use="reads"/.test(line)).reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

/** Asks until the page is given from memory, which takes two tries unless a second passes between them. */
async function untilHit(path: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const answer = await get(path, headers)
    if (cacheStatus(answer) === 'kuberocks; hit') return answer
  }
  throw new Error(`${path} is never kept`)
}

describe('a page', () => {
  it('is given from memory, the same as it was rendered, by a request id of its own', async () => {
    for (const path of ['/', '/?page=3', `/articles/${slug}`]) {
      const kept = await untilHit(path, { 'X-Request-Id': 'mine' })
      const { headers: { date: _date, ...headers } } = kept
      expect(headers).toEqual({
        'cache-control': 'no-cache', 'cache-status': 'kuberocks; hit', 'connection': 'keep-alive', 'keep-alive': expect.any(String), 'content-length': String(kept.body.length),
        'content-type': 'text/html;charset=utf-8', 'etag': expect.stringMatching(/^W\/"[0-9a-f]{32}"$/), 'vary': 'Accept-Encoding, Cookie', 'x-request-id': 'mine',
      })
      const rendered = await get(path, { 'Read-Position': '0' })
      expect(cacheStatus(rendered)).toBeUndefined()
      expect(kept.body.toString()).toBe(rendered.body.toString())
    }
  })

  it('costs the database nothing while it is kept', async () => {
    await untilHit('/?page=4')
    const before = await queries()
    const answers = await Promise.all(Array.from({ length: 20 }, () => get('/?page=4')))
    const rendered = answers.filter(answer => cacheStatus(answer) === 'kuberocks; fwd=miss').length
    // A second may have passed.
    expect(rendered).toBeLessThanOrEqual(1)
    expect(await queries()).toBe(before + rendered)
  })

  it('is rendered once for all who ask at once', async () => {
    const before = await queries()
    const answers = await Promise.all(Array.from({ length: 30 }, () => get('/?page=17')))
    expect(await queries()).toBe(before + 1)
    expect(answers.filter(answer => cacheStatus(answer) === 'kuberocks; fwd=miss')).toHaveLength(1)
    expect(new Set(answers.map(({ body }) => body.toString())).size).toBe(1)
    expect(answers.every(({ status, headers }) => status === 200 && headers.etag === answers[0]?.headers.etag)).toBe(true)
    expect(new Set(answers.map(({ headers }) => headers['x-request-id'])).size).toBe(30)
  })

  it('is 304 for a client that has it, and in full for one that has another', async () => {
    const { headers: { etag } } = await untilHit('/?page=5')
    for (const known of [String(etag), `"other", ${etag}`, '*']) {
      const { status, headers, body } = await get('/?page=5', { 'If-None-Match': known })
      expect([status, body.length]).toEqual([304, 0])
      expect(headers).toMatchObject({ etag, 'cache-control': 'no-cache', 'vary': 'Accept-Encoding, Cookie' })
      expect(headers['content-type']).toBeUndefined()
    }
    expect((await get('/?page=5', { 'If-None-Match': 'W/"0123456789abcdef"' })).status).toBe(200)
  })

  it('is sent in every encoding, of one version', async () => {
    const plain = await untilHit('/?page=6')
    const br = await untilHit('/?page=6', { 'Accept-Encoding': 'gzip, deflate, br' })
    const gzip = await untilHit('/?page=6', { 'Accept-Encoding': 'gzip' })
    expect([plain, br, gzip].map(({ headers }) => headers['content-encoding'])).toEqual([undefined, 'br', 'gzip'])
    expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true)
    expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true)
    expect(br.headers.etag).toBe(plain.headers.etag)
    expect([br, gzip].map(({ headers, body }) => Number(headers['content-length']) - body.length)).toEqual([0, 0])
  })

  it('answers HEAD as GET, without a body', async () => {
    await untilHit('/?page=7')
    const [full, head] = [await get('/?page=7'), await get('/?page=7', {}, 'HEAD')]
    expect(head.body).toHaveLength(0)
    expect(head.headers['content-length']).toBe(full.headers['content-length'])
    expect(head.headers.etag).toBe(full.headers.etag)
    expect((await get('/?page=9999', {}, 'HEAD')).status).toBe(404)
  })

  it('is the same page whatever else the address, the cookies or the headers say', async () => {
    const { headers: { etag } } = await untilHit('/?page=8')
    for (const [path, headers] of [['/?utm_source=a&page=8&fbclid=b', {}], ['/?page=8', { Cookie: 'session=1; theme=dark' }], ['/?page=8', { 'Accept-Language': 'de', 'User-Agent': 'other', 'Host': 'elsewhere.example', 'X-Forwarded-Host': 'evil.example' }]] as const) {
      const answer = await untilHit(path, headers)
      expect(answer.headers.etag).toBe(etag)
      expect(answer.body.toString()).not.toContain('example')
    }
  })

  it('is not taken from memory for whoever says who they are', async () => {
    await untilHit('/')
    const bypassed = await metric('kuberocks_page_cache_requests_total{result="bypass"}')
    const answer = await get('/', { Authorization: 'Bearer x' })
    expect([answer.status, cacheStatus(answer)]).toEqual([200, undefined])
    expect(await metric('kuberocks_page_cache_requests_total{result="bypass"}')).toBe(bypassed + 1)
  })
})

describe('an error of a page', () => {
  it('is never kept', async () => {
    for (const path of ['/?page=9999', '/articles/none']) {
      const entries = await metric('kuberocks_page_cache_entries')
      const ids = await Promise.all([1, 2, 3].map(async () => {
        const { status, headers } = await get(path)
        expect([status, headers['cache-control'], headers['cache-status'], headers.etag]).toEqual([404, 'no-store', undefined, undefined])
        return headers['x-request-id']
      }))
      expect(new Set(ids).size).toBe(3)
      expect(await metric('kuberocks_page_cache_entries')).toBe(entries)
    }
  })
})

describe('the metrics of the cache', () => {
  it('count each request by how it was answered, and what is held', async () => {
    const count = (result: string) => metric(`kuberocks_page_cache_requests_total{result="${result}"}`)
    const { headers: { etag } } = await untilHit('/?page=9')
    const before = { hit: await count('hit'), revalidated: await count('revalidated') }
    const hits = (await Promise.all([1, 2, 3].map(() => get('/?page=9')))).filter(answer => cacheStatus(answer) === 'kuberocks; hit').length
    const known = cacheStatus(await get('/?page=9', { 'If-None-Match': String(etag) })) === 'kuberocks; hit' ? 1 : 0
    expect([await count('hit'), await count('revalidated')]).toEqual([before.hit + hits, before.revalidated + known])
    expect(await count('miss')).toBeGreaterThan(0)
    expect(await count('stale')).toBe(0)
    expect(await metric('kuberocks_page_cache_bytes')).toBeGreaterThan(20_000)
    expect(await metric('kuberocks_page_cache_entries')).toBeGreaterThan(1)
    expect(await metric('kuberocks_page_cache_evictions_total')).toBe(0)
  })

  it('count those who waited for one rendering', async () => {
    const coalesced = () => metric('kuberocks_page_cache_requests_total{result="coalesced"}')
    const before = await coalesced()
    let waited = 0
    // A rendering may be over before the second of them comes; each turn asks for what nobody has asked for.
    for (let from = 100; waited === 0 && from < 200; from++) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => get(`/articles/${slug}?from=${from}`)))
      waited = answers.filter(answer => cacheStatus(answer) === 'kuberocks; fwd=miss; collapsed').length
    }
    expect(waited).toBeGreaterThan(0)
    expect(await coalesced()).toBe(before + waited)
  })

  it('tell requests by the page\'s route', async () => {
    await untilHit(`/articles/${slug}`)
    expect(await metric('kuberocks_http_request_duration_seconds_count{method="GET",route="/articles/:slug",status="200"}')).toBeGreaterThan(1)
  })
})

describe('without memory for pages', () => {
  it('each is rendered, and known by its version all the same', async () => {
    const port = await nextFreePort(23_700, new Set())
    const without = await startSite({ cluster: { primaryUrl: inject('primaryUrl'), readUrl: inject('readUrl') }, port, environment: { NUXT_PAGE_CACHE_MIB: '0' } })
    try {
      const first = await ask(`${without.url}/`)
      expect(first.headers.get('cache-status')).toBe('kuberocks; fwd=miss')
      const second = await ask(`${without.url}/`, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })
      expect([second.status, second.headers.get('cache-status')]).toEqual([304, 'kuberocks; fwd=miss'])
    }
    finally {
      await without.stop()
    }
  })
})
