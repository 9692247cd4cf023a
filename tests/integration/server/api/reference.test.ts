import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SiteProcess } from '../../../../scripts/site-process.ts'
import { problemSchema } from '../../../../shared/schemas/problem.ts'
import { problemKinds } from '../../../../shared/schemas/problem-kinds.ts'
import { ask, startTestSite } from '../../support/site.ts'

let site: SiteProcess
beforeAll(async () => {
  site = await startTestSite()
})
afterAll(() => site.stop())

const get = (path: string, headers: Record<string, string> = {}) => ask(site.url + path, { headers })

describe('GET /api/openapi.json', () => {
  it('answers the contract as it is committed, with where it came from as its server', async () => {
    const { status, type, headers, body } = await get('/api/openapi.json')
    expect([status, type, headers.get('cache-control')]).toEqual([200, 'application/json', 'public, max-age=300'])
    const committed: unknown = JSON.parse(await readFile(resolve(import.meta.dirname, '../../../../server/openapi/openapi.json'), 'utf8'))
    expect(JSON.parse(body)).toEqual(committed)
    expect(committed).toMatchObject({ servers: [{ url: '/' }] })
  })
})

describe('GET /api/docs', () => {
  it('is a page that loads nothing but files of this site, which browsers may keep for good', async () => {
    const { status, type, headers, body } = await get('/api/docs')
    expect([status, type, headers.get('cache-control')]).toEqual([200, 'text/html; charset=utf-8', 'no-cache'])
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    const files = [...body.matchAll(/(?:src|href)="(\/api-docs\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(files).toHaveLength(4)
    for (const path of files) {
      const file = await get(path)
      expect(file.status, path).toBe(200)
      expect(file.headers.get('cache-control'), path).toBe('public, max-age=31536000, immutable')
    }
  })

  it('is sent compressed, the largest of its files too', async () => {
    const [bundle = ''] = (await get('/api/docs')).body.match(/\/api-docs\/[^"]+bundle\.js/) ?? []
    for (const encoding of ['br', 'gzip']) {
      const { headers } = await get(bundle, { 'accept-encoding': encoding })
      expect([headers.get('content-encoding'), headers.get('vary')]).toEqual([encoding, 'Accept-Encoding'])
      expect(Number(headers.get('content-length'))).toBeLessThan(600_000)
    }
  })

  it('says what it is, in which language', async () => {
    const { body } = await get('/api/docs')
    expect(body).toContain('<html lang="en">')
    expect(body).toContain('<title>Reference · Kuberocks API</title>')
    expect(body).toMatch(/<noscript>.*href="\/api\/openapi\.json"/s)
  })
})

describe('GET /api/problems', () => {
  it('leads to a page of every kind, which runs nothing and loads nothing', async () => {
    const index = await get('/api/problems')
    expect(index.status).toBe(200)
    for (const [name, { status, meaning, remedy }] of Object.entries(problemKinds)) {
      expect(index.body).toContain(`<a href="/api/problems/${name}">`)
      const page = await get(`/api/problems/${name}`)
      expect([page.status, page.type]).toEqual([200, 'text/html; charset=utf-8'])
      for (const text of [String(status), meaning, remedy]) expect(page.body, name).toContain(text.replaceAll('"', '&#34;').replaceAll('\'', '&#39;'))
      expect(page.body).not.toContain('<script')
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; img-src 'self'; style-src 'sha256-[^']+';/)
    }
  })

  it.each(['nothing', 'constructor', '__proto__', 'Not-Found', '%3Cscript%3E'])('answers 404 to the kind %s', async (name) => {
    const { status, body } = await get(`/api/problems/${name}`)
    expect(status).toBe(404)
    expect(problemSchema.parse(JSON.parse(body))).toMatchObject({ type: '/api/problems/not-found' })
  })
})

describe('the reference', () => {
  it.each(['/api/openapi.json', '/api/docs', '/api/problems', '/api/problems/not-found'])('at %s answers as other operations do: conditions, Accept, methods and any case of its path', async (path) => {
    const { headers, type } = await get(path)
    const again = await get(path, { 'if-none-match': headers.get('etag') ?? '' })
    expect([again.status, again.body]).toEqual([304, ''])
    expect((await get(path, { 'if-none-match': '"another"' })).status).toBe(200)
    expect((await get(path, { accept: type?.startsWith('text/html') ? 'application/json' : 'text/html' })).status).toBe(406)
    const head = await ask(site.url + path, { method: 'HEAD' })
    expect([head.status, head.body, head.headers.get('etag')]).toEqual([200, '', headers.get('etag')])
    const options = await ask(site.url + path, { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
    expect((await ask(site.url + path.toUpperCase().replace('NOT-FOUND', 'not-found'))).status).toBe(200)
  })
})
