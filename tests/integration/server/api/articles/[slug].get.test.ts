import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SiteProcess } from '../../../../../scripts/site-process.ts'
import { articleListSchema, articleSchema } from '../../../../../shared/schemas/article.ts'
import { problemSchema } from '../../../../../shared/schemas/problem.ts'
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
