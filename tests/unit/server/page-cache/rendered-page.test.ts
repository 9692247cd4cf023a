import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { RenderedPage } from '../../../../server/page-cache/rendered-page.ts'

const html = { 'content-type': 'text/html;charset=utf-8' }
const text = '<p>Grüße</p>'.repeat(500)
const page = (headers: Record<string, string | string[]> = html, status = 200) => new RenderedPage({ status, headers, text }, undefined)

describe('what was rendered', () => {
  it('is for all when it is a page', () => {
    expect(page()).toMatchObject({ isForAll: true, isUnavailable: false })
  })

  it.each<[string, RenderedPage]>([
    ['an error', page(html, 404)], ['a failure', page(html, 500)], ['a redirect', page(html, 302)],
    ['no HTML', page({ 'content-type': 'application/json' })], ['of no type', page({})],
    ['setting a cookie', page({ ...html, 'set-cookie': ['a=1'] })], ['private', page({ ...html, 'cache-control': 'private' })],
    ['not to be stored', page({ ...html, 'cache-control': 'no-store' })],
  ])('is for one visitor when it is %s', (_what, rendered) => {
    expect(rendered.isForAll).toBe(false)
    expect(rendered.headers).not.toHaveProperty('etag')
  })

  it('says that the database is away by 503 alone', () => {
    expect([500, 503, 404].filter(status => page(html, status).isUnavailable)).toEqual([503])
  })

  it('has a version that differs when its text does', () => {
    expect(page().version).toMatch(/^[0-9a-f]{32}$/)
    expect(page().version).toBe(page().version)
    expect(new RenderedPage({ status: 200, headers: html, text: `${text} ` }, undefined).version).not.toBe(page().version)
  })

  it('keeps the headers of its renderer, and none of one connection or request', () => {
    const { headers } = page({ ...html, 'content-security-policy': 'default-src \'self\'', 'x-request-id': 'somebody', 'connection': 'close', 'content-length': '7', 'date': 'now' })
    expect(headers).toEqual({
      ...html, 'content-security-policy': 'default-src \'self\'', 'etag': expect.stringMatching(/^W\/"/), 'cache-control': 'no-cache', 'vary': 'Accept-Encoding, Cookie',
    })
  })

  it('is encoded when it is asked for, once, and counts what it holds', async () => {
    const rendered = page()
    const plain = Buffer.byteLength(text)
    expect(rendered.bytes).toBe(plain)
    expect(rendered.prepared('br')).toBeUndefined()
    const [first, second] = await Promise.all([rendered.prepare('br'), rendered.prepare('br')])
    expect(second).toBe(first)
    expect(rendered.prepared('br')).toBe(first)
    expect(brotliDecompressSync(first.body).toString()).toBe(text)
    expect(first.headers).toMatchObject({ 'content-encoding': 'br', 'content-length': first.body.length })
    expect(rendered.bytes).toBe(plain + first.body.length)

    const zipped = await rendered.prepare('gzip')
    expect(gunzipSync(zipped.body).toString()).toBe(text)
    const identity = await rendered.prepare('identity')
    expect(identity.body.toString()).toBe(text)
    expect(identity.headers).not.toHaveProperty('content-encoding')
    expect(rendered.bytes).toBe(plain + first.body.length + zipped.body.length)
  })
})
