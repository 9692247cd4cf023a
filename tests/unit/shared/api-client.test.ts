import { describe, expect, expectTypeOf, it } from 'vitest'
import type { ApiSchema } from '../../../shared/api-client/index.ts'
import { createApiClient } from '../../../shared/api-client/index.ts'
import type { Article, ArticleList } from '../../../shared/schemas/article.ts'
import type { Problem } from '../../../shared/schemas/problem.ts'

/** A client of a site that answers this, and what it was asked. */
function clientOf(status: number, type: string, body: unknown) {
  const asked: string[] = []
  const api = createApiClient({
    baseUrl: 'https://site.example',
    fetch: async (request) => {
      asked.push(`${request.method} ${request.url}`)
      return new Response(JSON.stringify(body), { status, headers: { 'content-type': type } })
    },
  })
  return { api, asked }
}

const list = { articles: [], articlesCount: 0, nextCursor: null } satisfies ArticleList
const problem = { type: '/api/problems/not-found', title: 'Not Found', status: 404, detail: 'There is no article with this slug.', instance: '/api/articles/x', requestId: 'a-request' } satisfies Problem

describe('the client', () => {
  it('asks what it was told, in either spelling of the path', async () => {
    const { api, asked } = clientOf(200, 'application/json', list)
    const { data } = await api.GET('/api/articles', { params: { query: { page: 2, tag: 'a & b' } } })
    await api.GET('/api/Articles', { params: { query: { page: 1, size: 10 } } })
    await api.GET('/api/Articles/{slug}', { params: { path: { slug: 'a/b' } } })
    expect(data).toEqual(list)
    expect(asked).toEqual([
      'GET https://site.example/api/articles?page=2&tag=a%20%26%20b', 'GET https://site.example/api/Articles?page=1&size=10', 'GET https://site.example/api/Articles/a%2Fb',
    ])
  })

  it('gives a problem as an error beside the response', async () => {
    const { api } = clientOf(404, 'application/problem+json', problem)
    const { data, error, response } = await api.GET('/api/articles/{slug}', { params: { path: { slug: 'x' } } })
    expect(data).toBeUndefined()
    expect(error).toEqual(problem)
    expect(response.status).toBe(404)
  })

  it('has the types of the schemas: nothing is optional that is always there', async () => {
    const { api } = clientOf(200, 'application/json', list)
    const { data } = await api.GET('/api/Articles')
    expectTypeOf(data).toEqualTypeOf<ApiSchema<'ArticleList'> | undefined>()
    expectTypeOf<ApiSchema<'ArticleList'>>().toEqualTypeOf<ArticleList>()
    expectTypeOf<ApiSchema<'Article'>>().toEqualTypeOf<Article>()
    expectTypeOf<ApiSchema<'Problem'>['detail']>().toEqualTypeOf<string>()
    // @ts-expect-error -- a page is a number
    await api.GET('/api/articles', { params: { query: { page: '2' } } })
    // @ts-expect-error -- a slug is needed
    await api.GET('/api/Articles/{slug}', { params: { path: {} } })
    // @ts-expect-error -- there is no such path
    await api.GET('/api/authors')
  })
})
