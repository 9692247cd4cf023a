import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { SiteProcess } from '../../../../scripts/site-process.ts'
import { articleListSchema, articleSchema } from '../../../../shared/schemas/article.ts'
import { problemSchema } from '../../../../shared/schemas/problem.ts'
import { withConnection } from '../../support/database.ts'
import { ask, startTestSite } from '../../support/site.ts'
import type { RawAnswer } from '../../support/raw-request'
import { askRaw } from '../../support/raw-request'

let site: SiteProcess
let slug: string
beforeAll(async () => {
  site = await startTestSite()
  const { articles } = articleListSchema.parse(JSON.parse((await ask(`${site.url}/api/articles?size=1&page=400`)).body))
  slug = articles[0]?.slug ?? ''
})
afterAll(() => site.stop())

const askSite = (path: string, headers: Record<string, string> = {}, method = 'GET') => askRaw(site.url + path, headers, method)

const paths = () => ['/api/articles', '/api/articles?tag=postgres&size=3', '/api/articles?q=rolling', '/api/tags', `/api/articles/${slug}`]

describe('a conditional GET', () => {
  it('is answered 304 without a body while nothing has changed, whichever host answers', async () => {
    for (const path of paths()) {
      const { headers: { etag } } = await askSite(path)
      expect(etag).toMatch(/^W\/"[0-9a-f]{16}"$/)
      for (let turn = 0; turn < 4; turn++) {
        for (const known of [String(etag), `"other", ${etag}`, String(etag).slice(2), '*']) {
          const answer = await askSite(path, { 'If-None-Match': known })
          expect(answer.status, `${path} ${known}`).toBe(304)
          expect(answer.body).toHaveLength(0)
          expect(answer.headers).toMatchObject({ etag, 'cache-control': 'no-cache', 'vary': 'Accept-Encoding' })
          expect(answer.headers['content-type']).toBeUndefined()
        }
      }
      const other = await askSite(path, { 'If-None-Match': 'W/"0123456789abcdef"' })
      expect([other.status, other.headers.etag]).toEqual([200, etag])
      expect((await askSite(path, { 'If-None-Match': String(etag) }, 'HEAD')).status).toBe(304)
    }
  })

  it('is answered in full after a change of any part of it', async () => {
    const path = `/api/articles/${slug}`
    const before = await askSite(path)
    const { comments } = articleSchema.parse(JSON.parse(before.body.toString()))
    await withConnection(inject('primaryUrl'), async (sql) => {
      const [comment] = await sql<{ id: number }[]>`
        insert into comments (article_id, author_id, body) select id, author_id, 'A new word' from articles where slug = ${slug} returning id`
      try {
        await expect.poll(async () => (await Promise.all([1, 2, 3].map(() => askSite(path, { 'If-None-Match': String(before.headers.etag) })))).map(({ status }) => status)).toEqual([200, 200, 200])
        const after = await askSite(path)
        expect(after.headers.etag).not.toBe(before.headers.etag)
        expect(articleSchema.parse(JSON.parse(after.body.toString())).comments).toHaveLength(comments.length + 1)
      }
      finally {
        await sql`delete from comments where id = ${comment?.id ?? 0}`
      }
    })
    await expect.poll(async () => (await Promise.all([1, 2, 3].map(() => askSite(path)))).map(({ headers }) => headers.etag)).toEqual([before.headers.etag, before.headers.etag, before.headers.etag])
  })

  it('by date holds for an article; with a version beside it the date says nothing', async () => {
    const path = `/api/articles/${slug}`
    const { headers } = await askSite(path)
    const date = String(headers['last-modified'])
    expect(new Date(date).toUTCString()).toBe(date)
    const second = (difference: number) => new Date(Date.parse(date) + 1000 * difference).toUTCString()
    const statuses = await Promise.all([date, second(1), second(-1), 'yesterday', ''].map(async since => (await askSite(path, { 'If-Modified-Since': since })).status))
    expect(statuses).toEqual([304, 304, 200, 200, 200])
    expect((await askSite(path, { 'If-Modified-Since': date, 'If-None-Match': '"other"' })).status).toBe(200)
    expect((await askSite('/api/articles')).headers['last-modified']).toBeUndefined()
  })

  it('of a page leaves the page\'s own reads alone', async () => {
    for (const [page, path] of [['/', '/api/articles?page=1&size=10'], [`/articles/${slug}`, `/api/articles/${slug}`]] as const) {
      const { headers: { etag } } = await askSite(path)
      const { status, body } = await askSite(page, { 'If-None-Match': String(etag), 'If-Modified-Since': new Date().toUTCString(), 'Accept': 'text/html' })
      expect(status).toBe(200)
      expect(body.toString()).toContain('<article')
    }
  })
})

describe('the header Link', () => {
  const links = async (path: string) => {
    const header = String((await askSite(path)).headers.link)
    return Object.fromEntries([...header.matchAll(/<([^>]*)>; rel="(\w+)"/g)].map(([, target, relation]) => [relation, target]))
  }

  it('names the neighbours of a page, which keep what narrows the list', async () => {
    expect(await links('/api/articles?page=2&size=100')).toEqual({
      first: '/api/articles?size=100&page=1', prev: '/api/articles?size=100&page=1', next: '/api/articles?size=100&page=3', last: '/api/articles?size=100&page=5',
    })
    expect(Object.keys(await links('/api/articles?size=100'))).toEqual(['first', 'next', 'last'])
    expect(Object.keys(await links('/api/articles?size=100&page=5'))).toEqual(['first', 'prev', 'last'])
    expect((await links('/api/articles?size=100&page=77')).prev).toBe('/api/articles?size=100&page=5')
    expect((await links('/API/Articles?tag=web&size=1')).next).toBe('/api/articles?tag=web&size=1&page=2')
    expect(await links('/api/articles?tag=none')).toEqual({ first: '/api/articles?tag=none&page=1', last: '/api/articles?tag=none&page=1' })
    expect((await links('/api/tags?size=5')).next).toBe('/api/tags?size=5&page=2')
  })

  it('leads through the whole list by cursor', async () => {
    const { nextCursor } = articleListSchema.parse(JSON.parse((await askSite('/api/articles?size=100')).body.toString()))
    let path: string | undefined = `/api/articles?size=100&cursor=${nextCursor}`
    let seen = 100
    while (path) {
      seen += articleListSchema.parse(JSON.parse((await askSite(path)).body.toString())).articles.length
      path = (await links(path))['next']
    }
    expect(seen).toBe(500)
  })
})

describe('the header Accept', () => {
  it.each(['application/xml', 'text/html', 'application/json;q=0', 'image/*'])('of %s is answered 406', async (accept) => {
    for (const path of paths()) {
      const { status, headers, body } = await askSite(path, { Accept: accept })
      expect(status, path).toBe(406)
      expect(headers['content-type']).toBe('application/problem+json')
      expect(problemSchema.parse(JSON.parse(body.toString()))).toMatchObject({ type: '/api/problems/not-acceptable', detail: expect.stringContaining('application/json') })
    }
  })

  it.each(['application/json', '*/*', 'application/*', 'text/html,application/xhtml+xml,*/*;q=0.8', 'application/json, text/plain, */*', ''])('of %j is answered', async (accept) => {
    expect((await askSite('/api/tags', { Accept: accept })).status).toBe(200)
  })
})

describe('compression', () => {
  it.each([
    ['br, gzip', 'br'], ['gzip, deflate, br, zstd', 'br'], ['gzip', 'gzip'], ['br;q=0.1, gzip', 'gzip'], ['deflate', undefined], ['identity', undefined], ['gzip;q=0, br;q=0', undefined], ['*', 'br'],
  ])('for %s is %s', async (accepted, encoding) => {
    for (const path of [`/api/articles/${slug}`, '/']) {
      const plain = await askSite(path, { Accept: '*/*' })
      const { headers, body } = await askSite(path, { 'Accept': '*/*', 'Accept-Encoding': accepted })
      expect(headers['content-encoding'], path).toBe(encoding)
      expect(headers['vary']).toBe(path === '/' ? 'Accept-Encoding, Cookie' : 'Accept-Encoding')
      expect(headers['content-length']).toBe(String(body.length))
      const text = encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body
      expect(text.toString()).toBe(plain.body.toString())
      if (encoding) expect(body.length).toBeLessThan(plain.body.length / 2)
    }
  })

  it('leaves what is small as it is, and says that it might not', async () => {
    const { headers } = await askSite('/api/tags?size=1', { 'Accept-Encoding': 'br' })
    expect(headers['content-encoding']).toBeUndefined()
    expect(headers['vary']).toBe('Accept-Encoding')
  })
})

describe('HEAD', () => {
  it('is answered with the headers of GET', async () => {
    for (const path of [...paths(), '/api/articles?page=0', '/api/nothing']) {
      const [get, head] = [await askSite(path), await askSite(path, {}, 'HEAD')]
      const comparable = ({ date: _date, 'x-request-id': _id, ...headers }: RawAnswer['headers']) => headers
      expect(head.status, path).toBe(get.status)
      expect(comparable(head.headers), path).toEqual(comparable(get.headers))
      expect(head.body).toHaveLength(0)
    }
  })
})

describe('the header X-Request-Id', () => {
  it('comes back as it was sent, else new, on every kind of answer', async () => {
    for (const path of ['/api/tags', '/api/tags?page=0', '/api/nothing', '/', '/nowhere', '/favicon.svg']) {
      expect((await askSite(path, { 'X-Request-Id': 'my:id-1.2_3' })).headers['x-request-id'], path).toBe('my:id-1.2_3')
      const [one, other] = [await askSite(path), await askSite(path, { 'X-Request-Id': 'no spaces' })]
      expect(one.headers['x-request-id'], path).toMatch(/^[0-9a-f-]{36}$/)
      expect(other.headers['x-request-id'], path).toMatch(/^[0-9a-f-]{36}$/)
      expect(other.headers['x-request-id']).not.toBe(one.headers['x-request-id'])
    }
    expect((await askSite('/api/tags', { 'X-Request-Id': 'a'.repeat(129) })).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('a problem', () => {
  it.each([
    ['GET', '/api/tags?page=0', 'malformed-query'], ['GET', '/api/articles/%ff', 'malformed-path'], ['GET', '/api/articles/no-such-article', 'not-found'],
    ['GET', '/api/nothing', 'not-found'], ['DELETE', '/api/tags', 'method-not-allowed'],
  ])('of %s %s is of the kind %s', async (method, path, kind) => {
    const { headers, body } = await askSite(path, {}, method)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(headers['cache-control']).toBe('no-store')
    expect(problemSchema.parse(JSON.parse(body.toString())).type).toBe(`/api/problems/${kind}`)
  })
})
