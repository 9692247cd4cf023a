import { describe, expect, it } from 'vitest'
import { absoluteAddress } from '../../../shared/utils/absolute-address'

describe('an address for search engines', () => {
  it('is absolute once the site knows its own', () => {
    expect(absoluteAddress('https://site.example', '/?page=2')).toBe('https://site.example/?page=2')
    expect(absoluteAddress('https://site.example/', '/articles/a')).toBe('https://site.example/articles/a')
  })

  it('is a path until then', () => {
    expect(absoluteAddress('', '/?page=2')).toBe('/?page=2')
  })
})
