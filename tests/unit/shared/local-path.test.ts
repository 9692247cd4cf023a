import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localPath } from '../../../shared/utils/local-path.ts'

describe('a way back', () => {
  it.each(['/', '/tags/web?page=2', '/articles/a%2Fb?from=3#section-x', '/search?q=//evil.example'])('to %s is kept', (address) => {
    expect(localPath(address)).toBe(address)
  })

  it.each([
    '', 'tags', 'https://evil.example/', '//evil.example', '/\\evil.example', '\\\\evil.example', '/\t/evil.example', '/.//evil.example', '/a/..//evil.example', '/%2e//evil.example',
    'javascript:alert(1)', ' //evil.example', '///evil.example',
  ])('to %j leads to the front page', (address) => {
    expect(localPath(address)).toBe('/')
  })

  it('never leads to another site, whatever it says', () => {
    const piece = fc.constantFrom('/', '\\', '.', '..', '%2e', '%2f', '\t', '\n', ' ', '?', '#', '@', ':', 'evil.example', 'http', 'a')
    fc.assert(fc.property(fc.array(piece), (pieces) => {
      expect(new URL(localPath(pieces.join('')), 'https://kuberocks.example/tags/web').host).toBe('kuberocks.example')
    }), { numRuns: 5_000 })
  })
})
