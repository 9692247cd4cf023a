import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import type { SiteProcess } from '../../../scripts/site-process.ts'
import { startSite } from '../../../scripts/site-process.ts'
import type { Position } from '../../../server/database/position.ts'
import { UNREACHED_LSN } from '../../../server/database/position.ts'
import { createPositionTokens } from '../../../server/database/position-token.ts'
import { testSecret } from '../../support/test-site.ts'
import { ask } from '../support/site.ts'

const root = resolve(import.meta.dirname, '../../..')
/** The default `max_lag`, twice. */
const lifetime = 20_000
const tokens = createPositionTokens({ secret: testSecret, lifetime })
const sites: SiteProcess[] = []
let [url, otherUrl] = ['', '']

beforeAll(async () => {
  for (let count = 0; count < 2; count++) {
    sites.push(await startSite({
      cluster: { primaryUrl: inject('primaryUrl'), readUrl: inject('readUrl') },
      port: await nextFreePort(24_700, new Set()),
      environment: { NUXT_SESSION_SECRET: testSecret },
    }))
  }
  [url = '', otherUrl = ''] = sites.map(site => site.url)
})
afterAll(async () => {
  await Promise.all(sites.map(site => site.stop()))
})

const withHeader = (token: string) => ({ headers: { 'read-position': token } })
const withCookie = (token: string, more: Record<string, string> = {}) => ({ headers: { cookie: `theme=dark; read-position=${token}`, ...more } })

/** What a site says when it is asked where its answer was read. */
async function askPosition(site: string, token = '0', path = '/api/articles'): Promise<{ token: string, position: Position }> {
  const answer = await ask(site + path, withHeader(token))
  const given = answer.headers.get('read-position') ?? ''
  const position = tokens.read(given)
  if (!position) throw new Error(`${path} answered ${answer.status} without a position`)
  return { token: given, position }
}

describe('the production build', () => {
  it('has no route of the tests, and no trace of them', async () => {
    for (const method of ['GET', 'POST']) expect((await ask(`${url}/api/test/notes?visitor=a`, { method })).status).toBe(404)
    const files = globSync('.output/**/*.{mjs,js,json,map,html}', { cwd: root })
    expect(files.length).toBeGreaterThan(10)
    expect(files.filter(file => readFileSync(resolve(root, file), 'utf8').includes('test_notes'))).toEqual([])
  })
})

describe('a request without a position', () => {
  it('is answered without one, and may be kept by caches', async () => {
    for (const init of [{}, { headers: { cookie: 'theme=dark; my-read-position=1' } }]) {
      const { status, headers } = await ask(`${url}/api/articles`, init)
      expect(status).toBe(200)
      for (const name of ['read-position', 'set-cookie']) expect(headers.has(name), name).toBe(false)
      expect(headers.get('cache-control')).toBe('no-cache')
    }
  })
})

describe('the header Read-Position', () => {
  it.each([['/api/articles', 200], ['/API/Articles?size=3', 200], ['/', 200], ['/api/articles/there-is-none', 404], ['/articles/there-is-none', 404]])(
    'asks %s to say what it has shown', async (path, status) => {
      const answer = await ask(url + path, withHeader('0'))
      expect(answer.status).toBe(status)
      expect(tokens.read(answer.headers.get('read-position') ?? '')).toMatchObject({ timeline: 1 })
      expect(answer.headers.get('cache-control')).toMatch(/^(private(, no-cache)?|no-store|no-cache)$/)
      expect(answer.headers.has('set-cookie')).toBe(false)
    })

  it('is not answered where nothing was read', async () => {
    const { status, headers } = await ask(`${url}/api/articles?page=none`, withHeader('0'))
    expect(status).toBe(400)
    expect(headers.has('read-position')).toBe(false)
  })

  it('is understood by the other process, and never runs backwards', async () => {
    const first = await askPosition(url)
    const second = await askPosition(otherUrl, first.token)
    expect(second.position.system).toBe(first.position.system)
    expect(second.position.lsn >= first.position.lsn).toBe(true)
  })

  it('says where the primary really is once it has shown what only a primary had', async () => {
    const { position } = await askPosition(url)
    const next = await askPosition(otherUrl, tokens.issue({ ...position, lsn: UNREACHED_LSN }))
    expect(next.position.lsn).not.toBe(UNREACHED_LSN)
    expect(next.position.lsn >= position.lsn).toBe(true)
  })

  it('may be anything', async () => {
    for (const value of ['', '0', 'x'.repeat(5000), 'ü', '%00']) {
      const answer = await ask(`${url}/api/articles`, withHeader(value))
      expect(answer.status).toBe(200)
      expect(answer.headers.has('read-position')).toBe(true)
    }
  })
})

describe('the cookie read-position', () => {
  it.each([['/api/articles'], ['/']])('is left alone on %s as long as a host has not replayed it', async (path) => {
    const { position } = await askPosition(url)
    const { status, headers } = await ask(otherUrl + path, withCookie(tokens.issue({ ...position, lsn: UNREACHED_LSN })))
    expect(status).toBe(200)
    expect(headers.has('set-cookie')).toBe(false)
    expect(headers.has('read-position')).toBe(false)
    expect(headers.get('cache-control')).toBe(path === '/' ? 'private' : 'private, no-cache')
  })

  it.each([
    ['that every host has replayed', (position: Position) => tokens.issue({ ...position, lsn: 1n })],
    ['that is forged', (position: Position) => `${tokens.issue(position).slice(0, -2)}AA`],
    ['that is old', (position: Position) => createPositionTokens({ secret: testSecret, lifetime, now: () => Date.now() - lifetime - 1000 }).issue(position)],
    ['of another site', (position: Position) => createPositionTokens({ secret: 'another secret, also long enough for it', lifetime }).issue(position)],
    ['without a value', () => ''],
  ])('%s is cleared', async (_what, make) => {
    const { position } = await askPosition(url)
    // A process that has just started does not know yet what its hosts had a second ago.
    await expect.poll(async () => (await ask(`${url}/api/tags`, withCookie(make(position)))).headers.has('set-cookie'), { timeout: 5_000 }).toBe(true)
    for (const path of ['/api/articles', '/', '/api/articles/there-is-none']) {
      const { status, headers } = await ask(url + path, withCookie(make(position)))
      expect(status).toBe(path.endsWith('none') ? 404 : 200)
      expect(headers.getSetCookie()).toEqual(['read-position=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax'])
      expect(headers.get('cache-control')).toMatch(/^(private(, no-cache)?|no-store)$/)
    }
  })

  it('is for https alone when the visitor came by it', async () => {
    for (const protocol of ['https', 'https, http']) {
      const { headers } = await ask(`${url}/api/articles`, withCookie('0', { 'x-forwarded-proto': protocol }))
      expect(headers.getSetCookie()).toEqual(['read-position=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax'])
    }
  })

  it('is not added to what everybody may keep', async () => {
    const [asset] = globSync('_nuxt/*.js', { cwd: resolve(root, '.output/public') })
    const { status, headers } = await ask(`${url}/${asset}`, withCookie('0'))
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toMatch(/public/)
    expect(headers.has('set-cookie')).toBe(false)
  })
})
