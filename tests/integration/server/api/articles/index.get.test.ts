import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SiteProcess } from '../../../../../scripts/site-process.ts'
import { articleListSchema, articleSchema } from '../../../../../shared/schemas/article.ts'
import { problemSchema } from '../../../../../shared/schemas/problem.ts'
import { ask, startTestSite } from '../../../support/site.ts'

let site: SiteProcess
beforeAll(async () => {
  site = await startTestSite()
})
afterAll(() => site.stop())

async function list(query: string, path = '/api/articles') {
  const { status, type, body } = await ask(`${site.url}${path}${query}`)
  expect(status).toBe(200)
  expect(type).toBe('application/json')
  return articleListSchema.parse(JSON.parse(body))
}

describe('GET /api/articles', () => {
  it('answers the newest ten of 500 by default', async () => {
    const { articles, articlesCount } = await list('')
    expect(articlesCount).toBe(500)
    expect(articles).toHaveLength(10)
    const times = articles.map(article => article.createdAt)
    expect(times).toEqual(times.toSorted().toReversed())
  })

  it('shows every article once over its pages, and an empty list past the end', async () => {
    const slugs: string[] = []
    for (let page = 1; page <= 5; page++) {
      slugs.push(...(await list(`?page=${page}&size=100`)).articles.map(({ slug }) => slug))
    }
    expect(new Set(slugs).size).toBe(500)
    expect(await list('?page=6&size=100')).toEqual({ articles: [], articlesCount: 500, nextCursor: null })
    expect(await list('?page=1000000000&size=100')).toEqual({ articles: [], articlesCount: 500, nextCursor: null })
  })

  it('narrows to a tag, an author, and both, with exact counts', async () => {
    const all = (await Promise.all([1, 2, 3, 4, 5].map(page => list(`?page=${page}&size=100`)))).flatMap(({ articles }) => articles)
    const [{ tags: [tag = ''], author: { name: author } } = { tags: [], author: { name: '' } }] = all
    const filters: { query: Record<string, string>, matches: typeof all }[] = [
      { query: { tag }, matches: all.filter(article => article.tags.includes(tag)) },
      { query: { author }, matches: all.filter(article => article.author.name === author) },
      { query: { tag, author }, matches: all.filter(article => article.tags.includes(tag) && article.author.name === author) },
      { query: { tag: 'no such tag' }, matches: [] },
      { query: { author: 'Nobody' }, matches: [] },
    ]
    for (const { query, matches } of filters) {
      const { articles, articlesCount } = await list(`?${new URLSearchParams({ ...query, size: '100' })}`)
      expect(articlesCount, JSON.stringify(query)).toBe(matches.length)
      expect(articles, JSON.stringify(query)).toEqual(matches.slice(0, 100))
    }
  })

  it('is walked by cursor, every article once and in order, narrowed or not', async () => {
    const walk = async (query: string) => {
      const slugs: string[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const { articles, nextCursor }: Awaited<ReturnType<typeof list>> = await list(`?size=30${query}${cursor && `&cursor=${cursor}`}`)
        slugs.push(...articles.map(({ slug }) => slug))
        cursor = nextCursor
      }
      return slugs
    }
    const inPages = async (query: string) => (await Promise.all([1, 2, 3, 4, 5].map(page => list(`?page=${page}&size=100${query}`)))).flatMap(({ articles }) => articles)
    const all = await inPages('')
    expect(await walk('')).toEqual(all.map(({ slug }) => slug))
    const [{ tags: [tag = ''], author } = { tags: [], author: { name: '' } }] = all
    for (const query of [`&tag=${tag}`, `&author=${encodeURIComponent(author.name)}`, `&tag=${tag}&author=${encodeURIComponent(author.name)}`]) {
      expect(await walk(query), query).toEqual((await inPages(query)).map(({ slug }) => slug))
    }
    expect((await list(`?size=10&page=2&cursor=${(await list('?size=10')).nextCursor}`)).articles).toEqual((await list('?size=10&page=3')).articles)
  })

  it('searches, the best match first, with what it found in a passage', async () => {
    const { articles, articlesCount, nextCursor } = await list('?q=rolling%20upd&size=5')
    expect(articlesCount).toBeGreaterThan(5)
    expect(nextCursor).toBeNull()
    expect(articles[0]?.title).toMatch(/rolling updates/i)
    for (const { excerptHtml } of articles) expect(excerptHtml).toMatch(/<mark>\w+<\/mark>/)
    expect((await list('?size=5')).articles.map(({ excerptHtml }) => excerptHtml)).toEqual([null, null, null, null, null])
  })

  it.each([
    ['page=0', 'page'], ['page=-1', 'page'], ['page=1e9', 'page'], ['page=abc', 'page'], ['page=1.5', 'page'], ['page=', 'page'],
    ['page=1000000001', 'page'], ['page=99999999999999999999', 'page'], ['page=1&page=2', 'page'], ['page[]=1', 'page[]'],
    ['size=0', 'size'], ['size=101', 'size'], ['size=-1', 'size'], ['tag=', 'tag'], ['tag=%00', 'tag'], ['tag=a&tag=b', 'tag'],
    [`author=${'a'.repeat(256)}`, 'author'], ['order=newest', 'order'],
    ['q=', 'q'], ['q=%00', 'q'], [`q=${'a'.repeat(201)}`, 'q'], ['q=a&q=b', 'q'], ['cursor=', 'cursor'], ['cursor=abc', 'cursor'], ['cursor=1', 'cursor'], ['cursor=1.2.3', 'cursor'], ['cursor=9999999999999999.1', 'cursor'], ['__proto__=1&x=1', 'x'], ['constructor=1', 'constructor'],
  ])('refuses ?%s and names the parameter', async (query, parameter) => {
    const { status, type, body } = await ask(`${site.url}/api/articles?${query}`)
    expect(status).toBe(400)
    expect(type).toBe('application/problem+json')
    const problem = problemSchema.parse(JSON.parse(body))
    expect(problem).toMatchObject({ status: 400, instance: '/api/articles' })
    expect(Object.keys(problem.errors ?? {})).toContain(parameter)
    expect(problem.errors?.[parameter]).toEqual([expect.stringMatching(/expected/)])
  })

  it.each(['cursor=999999999999999.9999999999', 'cursor=-99999999999999.0000000001', 'cursor=0.0'])('takes any position: ?%s', async (query) => {
    expect((await ask(`${site.url}/api/articles?${query}`)).status).toBe(200)
  })

  it.each(['__proto__=1', 'tag=%ff', 'tag=%ED%A0%80', 'page=%'])('refuses ?%s', async (query) => {
    expect((await ask(`${site.url}/api/articles?${query}`)).status).toBe(400)
  })

  it('leaves paths that only begin like it to the pages', async () => {
    const { status, type } = await ask(`${site.url}/apix`, { headers: { accept: 'text/html' } })
    expect(status).toBe(404)
    expect(type).toMatch(/^text\/html/)
  })

  it('matches its path in any case', async () => {
    for (const path of ['/api/Articles', '/API/ARTICLES', '/Api/aRtIcLeS/']) {
      const { status, body } = await ask(`${site.url}${path}?page=1&size=1`)
      expect(status, path).toBe(200)
      expect(articleListSchema.parse(JSON.parse(body)).articlesCount).toBe(500)
    }
  })

  it('answers a crawl of pages of 10 until empty, then of every slug, at /api/Articles', async () => {
    let crawled = 0
    for (let page = 1; ; page++) {
      const { articles } = await list(`?page=${page}&size=10`, '/api/Articles')
      if (articles.length === 0) break
      await Promise.all(articles.map(async ({ slug }) => {
        const { status, body } = await ask(`${site.url}/api/Articles/${slug}`)
        expect(status).toBe(200)
        expect(articleSchema.parse(JSON.parse(body)).slug).toBe(slug)
        crawled++
      }))
    }
    expect(crawled).toBe(500)
  })
})

describe('methods', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('answers 405 with Allow to %s', async (method) => {
    for (const path of ['/api/articles', '/api/Articles', '/api/articles/some-slug', '/', '/articles/some-slug']) {
      const { status, headers } = await ask(`${site.url}${path}`, { method })
      expect(status, path).toBe(405)
      expect(headers.get('allow'), path).toBe('GET, HEAD, OPTIONS')
    }
  })

  it('answers HEAD as GET, without the body', async () => {
    for (const path of ['/api/articles', '/api/ARTICLES?page=2', '/']) {
      const { status, body, type } = await ask(`${site.url}${path}`, { method: 'HEAD' })
      expect(status, path).toBe(200)
      expect(body).toBe('')
      expect(type).toMatch(path === '/' ? /^text\/html/ : /^application\/json/)
    }
    expect((await ask(`${site.url}/api/articles?page=0`, { method: 'HEAD' })).status).toBe(400)
  })

  it('answers OPTIONS with the methods', async () => {
    const { status, headers } = await ask(`${site.url}/api/articles`, { method: 'OPTIONS' })
    expect(status).toBe(204)
    expect(headers.get('allow')).toBe('GET, HEAD, OPTIONS')
  })
})
