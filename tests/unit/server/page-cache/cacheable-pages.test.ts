import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findCacheablePage } from '../../../../server/page-cache/cacheable-pages.ts'

const keyOf = (url: string, cookie?: string) => findCacheablePage(url, cookie)?.key

describe('what a page is kept under', () => {
  it('is its path, its own parameters and the colour scheme', () => {
    expect(findCacheablePage('/', undefined)).toEqual({ route: '/', url: '/', colourScheme: 'system', key: 'system /' })
    expect(findCacheablePage('/?page=2', 'a=1; colour-scheme=dark')).toEqual({ route: '/', url: '/?page=2', colourScheme: 'dark', key: 'dark /?page=2' })
    expect(findCacheablePage('/articles/a-slug?from=3', undefined)).toMatchObject({ route: '/articles/:slug', url: '/articles/a-slug?from=3' })
  })

  it('is the same whatever else the address or the cookies say', () => {
    const word = fc.stringMatching(/^[a-z_0-9%+.-]{0,12}$/)
    fc.assert(fc.property(fc.array(fc.tuple(word, word)), word, (parameters, cookie) => {
      const unknown = parameters.filter(([name]) => name !== 'page').map(([name, value]) => `${name}=${value}`)
      expect(keyOf(`/?${[...unknown, 'page=2', ...unknown].join('&')}`, `session=${cookie}; theme=dark`)).toBe('system /?page=2')
      expect(keyOf(`/?${unknown.join('&')}`)).toBe('system /')
    }))
  })

  it('keeps apart what a page tells apart', () => {
    const urls = ['/', '/?page', '/?page=', '/?page=1', '/?page=2', '/?page=1&page=2', '/?page=2&page=1', '/articles/a', '/articles/A', '/articles/a?from=2', '/articles/a%2Fb']
    const keys = urls.flatMap(url => [keyOf(url), keyOf(url, 'colour-scheme=light'), keyOf(url, 'colour-scheme=dark')])
    expect(keys).not.toContain(undefined)
    expect(new Set(keys).size).toBe(3 * urls.length)
  })

  it.each(['colour-scheme=blue', 'colour-scheme=', 'my-colour-scheme=dark', 'colour-scheme=darker', ''])('knows two colour schemes, and %j is neither', (cookie) => {
    expect(findCacheablePage('/', cookie)?.colourScheme).toBe('system')
  })

  it.each([
    '/api/articles', '/api', '/healthz', '/readyz', '/feed.xml', '/_nuxt/entry.js', '/favicon.svg', '/write', '/sign-in', '/nowhere', '/articles', '/articles/', '/articles/a/b',
    '//', '/\\', 'http://other/', '*', `/?page=${'1'.repeat(2_048)}`,
  ])('is nothing for %s, which is no page of the cache', (url) => {
    expect(findCacheablePage(url, undefined)).toBeUndefined()
  })
})
