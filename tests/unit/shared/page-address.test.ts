import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pageAddress, requestedPage } from '../../../shared/utils/page-address'

describe('the page a list is asked for', () => {
  it('is the first without a number', () => {
    expect(requestedPage(undefined)).toBe(1)
  })

  it.each(['0', '-1', 'abc', '', '1.5', '1e9', '+1', ' 1', '0x10', '1000000001', '99999999999', null, ['1', '2'], 3])('is none for %j', (value) => {
    expect(requestedPage(value)).toBeNull()
  })

  it('is the number in its address, for every page', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (page) => {
      const { searchParams } = new URL(pageAddress({ path: '/' }, page), 'https://site.example')
      expect(requestedPage(searchParams.get('page') ?? undefined)).toBe(page)
    }))
  })
})

describe('the address of a list page', () => {
  it('carries no number for page 1', () => {
    expect(pageAddress({ path: '/' }, 1)).toBe('/')
    expect(pageAddress({ path: '/' }, 2)).toBe('/?page=2')
  })

  it('keeps the rest of the list\'s query, encoded', () => {
    expect(pageAddress({ path: '/search', query: { q: 'a&b=c#d' } }, 1)).toBe('/search?q=a%26b%3Dc%23d')
    expect(pageAddress({ path: '/search', query: { q: 'a&b=c#d' } }, 3)).toBe('/search?q=a%26b%3Dc%23d&page=3')
  })
})
