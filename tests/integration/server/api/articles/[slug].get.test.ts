import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { SiteProcess } from '../../../../../scripts/site-process.ts'
import { articleListSchema, articleSchema } from '../../../../../shared/schemas/article.ts'
import { problemSchema } from '../../../../../shared/schemas/problem.ts'
import { withConnection } from '../../../support/database.ts'
import { ask, startTestSite } from '../../../support/site.ts'

let site: SiteProcess
let slugs: string[]
beforeAll(async () => {
  site = await startTestSite()
  const { body } = await ask(`${site.url}/api/articles?size=100`)
  slugs = articleListSchema.parse(JSON.parse(body)).articles.map(({ slug }) => slug)
})
afterAll(() => site.stop())

/** Sends the path byte by byte as written: fetch would tidy it. */
function askRaw(path: string): Promise<{ status: number, type: string | undefined, body: string }> {
  return new Promise((resolve, reject) => {
    request(site.url, { path }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => body += text)
        .on('end', () => resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'], body }))
    }).on('error', reject).end()
  })
}

describe('GET /api/articles/{slug}', () => {
  it('answers the article with its body, its sanitised rendering and its comments, newest first', async () => {
    let comments = 0
    for (const slug of slugs.slice(0, 20)) {
      const { status, body } = await ask(`${site.url}/api/articles/${slug}`)
      expect(status).toBe(200)
      const article = articleSchema.parse(JSON.parse(body))
      expect(article.slug).toBe(slug)
      expect(article.bodyHtml).toMatch(/^<(p|h2|blockquote|ul|ol)/)
      const times = article.comments.map(({ createdAt, id }) => `${createdAt} ${String(id).padStart(12, '0')}`)
      expect(times).toEqual(times.toSorted().toReversed())
      comments += article.comments.length
    }
    expect(comments).toBeGreaterThan(0)
  })

  it('answers its neighbours in the order of publication, null at either end', async () => {
    const articleOf = async (slug: string) => articleSchema.parse(JSON.parse((await ask(`${site.url}/api/articles/${slug}`)).body))
    const last = articleListSchema.parse(JSON.parse((await ask(`${site.url}/api/articles?size=100&page=5`)).body)).articles
    for (const [list, offset] of [[slugs, 0], [last.map(({ slug }) => slug), 80]] as const) {
      for (const [index, slug] of list.slice(offset, offset + 20).entries()) {
        const { previous, next } = await articleOf(slug)
        const at = offset + index
        // What is before the first of the last page stands on another page.
        expect([next?.slug, previous?.slug]).toEqual([list[at - 1], list[at + 1]])
      }
    }
    expect((await articleOf(slugs[0] ?? '')).next).toBeNull()
    expect((await articleOf(last.at(-1)?.slug ?? '')).previous).toBeNull()
  })

  it('has another version when a neighbour has another title', async () => {
    const [neighbour = '', slug = ''] = slugs
    const versions = async () => Promise.all([1, 2, 3].map(async () => (await ask(`${site.url}/api/articles/${slug}`)).headers.get('etag')))
    const [before] = await versions()
    await withConnection(inject('primaryUrl'), async (sql) => {
      const [row] = await sql<{ title: string }[]>`select title from articles where slug = ${neighbour}`
      await sql`update articles set title = 'Another title' where slug = ${neighbour}`
      try {
        await expect.poll(async () => (await versions()).includes(before ?? null)).toBe(false)
      }
      finally {
        await sql`update articles set title = ${row?.title ?? ''} where slug = ${neighbour}`
      }
      await expect.poll(versions).toEqual([before, before, before])
    })
  })

  it('matches the fixed part of its path in any case, and the slug exactly', async () => {
    const [slug = ''] = slugs
    expect((await ask(`${site.url}/API/Articles/${slug}`)).status).toBe(200)
    expect((await ask(`${site.url}/api/articles/${slug.toUpperCase()}`)).status).toBe(404)
  })

  it.each([
    ['an unknown slug', '/api/articles/no-such-article', 404],
    ['a slug of 10 kB', `/api/articles/${'a'.repeat(10_240)}`, 404],
    ['a slug that looks like a path', '/api/articles/..%2f..%2fetc%2fpasswd', 404],
    ['a path with dots', '/api/articles/../articles-of-nobody', 404],
    ['a zero byte', '/api/articles/%00', 400],
    ['a line break', '/api/articles/a%0ab', 400],
    ['a byte that is no UTF-8', '/api/articles/%ff', 400],
    ['half an escape', '/api/articles/%e', 400],
    ['a quote', '/api/articles/%27%20or%201=1', 404],
    ['another path of the API', '/api/nothing', 404],
    ['the API\'s root', '/api/', 404],
  ])('answers %s as problem details', async (_what, path, status) => {
    const answer = await askRaw(path)
    expect(answer.status).toBe(status)
    expect(answer.type).toBe('application/problem+json')
    expect(problemSchema.parse(JSON.parse(answer.body)).status).toBe(status)
    expect(answer.body).not.toMatch(/select|\bat .*\.mjs|node_modules/i)
  })
})
