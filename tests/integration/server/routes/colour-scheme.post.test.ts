import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SiteProcess } from '../../../../scripts/site-process.ts'
import { ask, startTestSite } from '../../support/site.ts'

let site: SiteProcess
beforeAll(async () => {
  site = await startTestSite()
})
afterAll(() => site.stop())

/** Sends the form as a browser does from a page of the site. */
async function choose(fields: Record<string, string>, headers: Record<string, string> = { 'Sec-Fetch-Site': 'same-origin' }) {
  const answer = await ask(`${site.url}/colour-scheme`, { method: 'POST', body: new URLSearchParams(fields), headers: { Accept: 'text/html', ...headers } })
  return { ...answer, location: answer.headers.get('location'), cookie: answer.headers.get('set-cookie') }
}

describe('choosing a colour scheme', () => {
  it.each(['light', 'dark'])('remembers %s for a year and leads back to the page', async (scheme) => {
    const { status, location, cookie, headers } = await choose({ scheme, back: '/tags/web?page=2' })
    expect([status, location]).toEqual([303, '/tags/web?page=2'])
    expect(cookie).toBe(`colour-scheme=${scheme}; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax`)
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('forgets the choice with the system\'s', async () => {
    const { status, cookie } = await choose({ scheme: 'system' })
    expect(status).toBe(303)
    expect(cookie).toMatch(/^colour-scheme=; Max-Age=0; Path=\//)
  })

  it('sends the cookie by https alone to who comes by https', async () => {
    expect((await choose({ scheme: 'dark' }, { 'Sec-Fetch-Site': 'same-origin', 'X-Forwarded-Proto': 'https, http' })).cookie).toMatch(/; Secure/)
  })

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/.//evil.example'])('never leads to %s', async (back) => {
    expect((await choose({ scheme: 'dark', back })).location).toBe('/')
  })

  it.each([
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }], ['another host of the domain', { 'Sec-Fetch-Site': 'same-site' }],
    ['another origin', { Origin: 'https://evil.example' }], ['a page without an origin', { Origin: 'null' }],
  ])('is refused from %s, and sets no cookie', async (_where, headers) => {
    const { status, cookie, body } = await choose({ scheme: 'dark' }, headers)
    expect([status, cookie]).toEqual([403, null])
    expect(body).toMatch(/<h1/)
  })

  it('is taken from the site\'s own origin where the browser names nothing else', async () => {
    expect((await choose({ scheme: 'dark' }, { Origin: site.url })).status).toBe(303)
    expect((await choose({ scheme: 'dark' }, {})).status).toBe(303)
  })

  it.each([[{}], [{ scheme: 'blue' }], [{ scheme: 'dark', colour: 'red' }], [{ scheme: 'dark', back: 'x'.repeat(4_001) }]])('is refused with the fields %j', async (fields) => {
    const { status, cookie } = await choose(fields)
    expect([status, cookie]).toEqual([400, null])
  })

  it('is refused before it is read when it is too large, and as another type than a form', async () => {
    expect((await choose({ scheme: 'dark', back: 'x'.repeat(20_000) })).status).toBe(413)
    const json = await ask(`${site.url}/colour-scheme`, { method: 'POST', body: '{"scheme":"dark"}', headers: { 'Content-Type': 'application/json' } })
    expect(json.status).toBe(415)
  })

  it('is a POST and nothing else', async () => {
    const answer = await ask(`${site.url}/colour-scheme`)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
  })
})

describe('a page', () => {
  const page = async (cookie: string) => (await ask(`${site.url}/`, { headers: { Cookie: cookie } })).body

  it.each(['light', 'dark'])('is sent in the colours that were chosen, %s', async (scheme) => {
    const html = await page(`colour-scheme=${scheme}`)
    expect(html).toContain(`data-colour-scheme="${scheme}"`)
    expect(html).toContain(`<meta name="color-scheme" content="only ${scheme}">`)
  })

  it('is the same for every other value as without a choice', async () => {
    const without = await page('')
    expect(without).toContain('<meta name="color-scheme" content="light dark">')
    for (const value of ['system', 'blue', '', '%00', '"><script>', 'Dark']) expect(await page(`colour-scheme=${value}`)).toBe(without)
  })
})
