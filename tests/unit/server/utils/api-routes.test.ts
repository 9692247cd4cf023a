import { describe, expect, it } from 'vitest'
import { createApiMatcher } from '../../../../server/utils/api-routes.ts'

const match = createApiMatcher([
  { route: '/api/articles', method: 'get' },
  { route: '/api/articles', method: 'post' },
  { route: '/api/articles/:slug', method: 'get' },
  { route: '/api/articles/:slug/comments', method: 'post' },
])

describe('the table of API routes', () => {
  it.each([
    ['/API/Articles?page=1&Size=X', '/api/articles?page=1&Size=X', ['GET', 'HEAD', 'POST']],
    ['/api/Articles/', '/api/articles', ['GET', 'HEAD', 'POST']],
    ['/Api/ARTICLES/My-Slug%2Fb', '/api/articles/My-Slug%2Fb', ['GET', 'HEAD']],
    ['/api/Articles/My-Slug/Comments', '/api/articles/My-Slug/comments', ['POST']],
    ['/API/Unknown/Path', '/api/Unknown/Path', []],
    ['/API', '/api', []],
    ['/api?x=1', '/api?x=1', []],
  ])('reads %s as %s with the methods %j', (url, canonical, methods) => {
    expect(match(url)).toMatchObject({ url: canonical, methods })
  })

  it.each(['/', '/Articles/API', '/apiary', '/api.html', '/articles/api'])('leaves %s to the pages', (url) => {
    expect(match(url)).toBeUndefined()
  })
})
