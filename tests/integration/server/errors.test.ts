import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import type { SiteProcess } from '../../../scripts/site-process.ts'
import { migrate } from '../../../server/database/migrate.ts'
import { problemSchema } from '../../../shared/schemas/problem.ts'
import { withConnection, withEmptyDatabase } from '../support/database.ts'
import { ask, startTestSite } from '../support/site.ts'

const HTML = /^text\/html;\s?charset=utf-8$/
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'

let site: SiteProcess
/** Over a database that is not there. */
let lonely: SiteProcess
beforeAll(async () => {
  site = await startTestSite()
  lonely = await startTestSite({ primaryUrl: `postgres://kuberocks@127.0.0.1:${await nextFreePort(17_000, new Set())}/kuberocks` })
})
afterAll(() => Promise.all([site.stop(), lonely.stop()]))

describe('an error at the path of a page', () => {
  it.each([browser, '*/*', 'text/html', 'image/webp', ''])('is a page for Accept: %s', async (accept) => {
    for (const [url, status] of [[`${site.url}/nowhere`, 404], [`${site.url}/articles/none`, 404], [`${site.url}/articles/%ff`, 400], [`${lonely.url}/`, 503], [`${lonely.url}/articles/a`, 503]] as const) {
      const answer = await ask(url, { headers: { accept } })
      expect([answer.status, answer.headers.get('cache-control')], url).toEqual([status, 'no-store'])
      expect(answer.type, url).toMatch(HTML)
      expect(answer.body, url).toMatch(/<h1[^>]*>\s*\S/)
      expect(answer.body, url).toContain('<meta name="robots" content="noindex">')
      expect(answer.headers.get('retry-after'), url).toBe(status === 503 ? '1' : null)
    }
  })

  it.each(['application/json', 'application/problem+json', 'application/json, text/plain, */*', 'text/html;q=0.5, application/json'])('is a problem for Accept: %s', async (accept) => {
    for (const [url, status, kind] of [[`${site.url}/nowhere`, 404, 'not-found'], [`${site.url}/articles/none`, 404, 'not-found'], [`${site.url}/articles/%ff`, 400, 'malformed-path'], [`${lonely.url}/articles/a?from=2`, 503, 'database-unavailable']] as const) {
      const answer = await ask(url, { headers: { accept } })
      expect([answer.status, answer.type], url).toEqual([status, 'application/problem+json'])
      const problem = problemSchema.parse(JSON.parse(answer.body))
      expect(problem, url).toMatchObject({ status, type: `/api/problems/${kind}`, instance: new URL(url).pathname, requestId: answer.headers.get('x-request-id') })
      expect(answer.headers.get('retry-after'), url).toBe(status === 503 ? '1' : null)
    }
  })

  it('names the request to whoever wants to quote it', async () => {
    const page = await ask(`${lonely.url}/articles/a`, { headers: { 'accept': browser, 'x-request-id': 'quote-me' } })
    expect(page.headers.get('x-request-id')).toBe('quote-me')
    expect(page.body).toContain('quote-me')
    expect((await ask(`${site.url}/nowhere`, { headers: { 'accept': browser, 'x-request-id': 'quote-me' } })).body).toContain('quote-me')
  })

  it('tells nothing of what failed', async () => {
    for (const accept of [browser, 'application/json']) {
      const { body } = await ask(`${lonely.url}/`, { headers: { accept } })
      expect(body).not.toMatch(/node_modules|\.mjs|ECONNREFUSED|127\.0\.0\.1|select |at \w+ \(/)
    }
  })

  it('is 500 where a statement fails, in words of our own for people and programs', async () => {
    await withEmptyDatabase(async (primaryUrl) => {
      await migrate(primaryUrl)
      await withConnection(primaryUrl, sql => sql`alter table articles rename column description to secret_column`)
      const broken = await startTestSite({ primaryUrl })
      try {
        const page = await ask(`${broken.url}/`, { headers: { accept: browser } })
        expect([page.status, page.headers.get('cache-control'), page.headers.get('retry-after')]).toEqual([500, 'no-store', null])
        expect(page.type).toMatch(HTML)
        expect(page.body).toContain('Something broke on our side')
        expect(page.body).toContain(page.headers.get('x-request-id'))
        for (const [path, accept] of [['/', 'application/json'], ['/api/articles', '*/*']] as const) {
          const answer = await ask(broken.url + path, { headers: { accept } })
          expect([answer.status, answer.type], path).toEqual([500, 'application/problem+json'])
          expect(problemSchema.parse(JSON.parse(answer.body)), path).toEqual({
            type: '/api/problems/internal-error', title: 'Internal Server Error', status: 500, detail: 'The server failed to answer this request.', instance: path, requestId: answer.headers.get('x-request-id'),
          })
        }
        expect(page.body).not.toMatch(/description"? does not exist|42703|select |node_modules|\.mjs|at \w+ \(/)
      }
      finally {
        await broken.stop()
      }
    })
  })

  it('is a page whatever the header Host says', async () => {
    for (const path of ['/nowhere', '/articles/none', '/articles/%ff']) {
      for (const host of ['a b', '[', 'a:b:c', '']) {
        const { status, type, body } = await new Promise<{ status: number, type: string, body: string }>((resolve, reject) => {
          request(site.url + path, { headers: { host } }, (response) => {
            let text = ''
            response.setEncoding('utf8').on('data', (chunk: string) => text += chunk)
              .on('end', () => resolve({ status: response.statusCode ?? 0, type: String(response.headers['content-type']), body: text }))
          }).on('error', reject).end()
        })
        expect(type, `${path} ${host}`).toMatch(HTML)
        expect(status, `${path} ${host}`).toBe(path.endsWith('%ff') ? 400 : 404)
        expect(body, `${path} ${host}`).toContain('Go to the articles')
      }
    }
  })
})

describe('any answer', () => {
  it('does not say what made it', async () => {
    for (const path of ['/', '/nowhere', '/api/tags', '/favicon.svg']) expect((await ask(site.url + path)).headers.get('x-powered-by'), path).toBeNull()
  })
})
