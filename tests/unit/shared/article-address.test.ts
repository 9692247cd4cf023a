import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { articleAddress, backAddress, cameFromPage } from '../../../shared/utils/article-address'

const site = 'https://site.example'

describe('an article\'s address', () => {
  it('carries the list page the reader comes from, and nothing for page 1', () => {
    expect(articleAddress('a-slug')).toBe('/articles/a-slug')
    expect(articleAddress('a-slug', 1)).toBe('/articles/a-slug')
    expect(articleAddress('a-slug', 37)).toBe('/articles/a-slug?from=37')
  })

  it('encodes the slug', () => {
    expect(articleAddress('a/../b?c#d')).toBe('/articles/a%2F..%2Fb%3Fc%23d')
  })
})

describe('the Back link', () => {
  it('returns to the reader\'s list page, at the article\'s card', () => {
    expect(backAddress('50', 'a-slug')).toBe('/?page=50#article-a-slug')
  })

  it.each([
    undefined, null, '', '0', '1', '-1', '1e9', '1.5', 'abc', ['2', '3'],
    '//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', '2#//evil.example',
  ])('leads to the first page for %j', (from) => {
    expect(cameFromPage(from)).toBe(1)
    expect(backAddress(from, 'a-slug')).toBe('/')
  })

  it('never leads off the list, whatever stands in the address', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.anything()), fc.string({ unit: 'binary' }), (from, slug) => {
      fc.pre(isWellFormed(slug))
      const { origin, pathname } = new URL(backAddress(from, slug), site)
      expect(origin + pathname).toBe(`${site}/`)
    }))
  })
})

/** Lone surrogates cannot stand in an address, nor in the database. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}
