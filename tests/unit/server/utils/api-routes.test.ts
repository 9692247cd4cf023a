import { describe, expect, it } from 'vitest'
import { allowedMethods, canonicalApiUrl } from '../../../../server/utils/api-routes.ts'

const routes = [
  { route: '/api/articles', method: 'get' },
  { route: '/api/articles', method: 'post' },
  { route: '/api/articles/:slug', method: 'get' },
  { route: '/api/articles/:slug/comments', method: 'post' },
]

describe('canonicalApiUrl', () => {
  it.each([
    ['/API/Articles?page=1&Size=X', '/api/articles?page=1&Size=X'],
    ['/api/Articles/', '/api/articles'],
    ['/Api/ARTICLES/My-Slug%2Fb', '/api/articles/My-Slug%2Fb'],
    ['/api/Articles/My-Slug/Comments', '/api/articles/My-Slug/comments'],
    ['/API/Unknown/Path', '/api/Unknown/Path'],
    ['/API', '/api'],
    ['/Articles/API', '/Articles/API'],
    ['/apiary', '/apiary'],
    ['/', '/'],
  ])('turns %s into %s', (url, expected) => {
    expect(canonicalApiUrl(url, routes)).toBe(expected)
  })
})

describe('allowedMethods', () => {
  it.each([
    ['/api/articles?x=1', ['GET', 'HEAD', 'POST']],
    ['/api/articles/a-slug', ['GET', 'HEAD']],
    ['/api/articles/a-slug/comments', ['POST']],
    ['/api/unknown', []],
    ['/', []],
  ])('of %s are %j', (url, expected) => {
    expect(allowedMethods(url, routes)).toEqual(expected)
  })
})
