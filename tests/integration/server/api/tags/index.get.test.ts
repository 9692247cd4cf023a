import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SiteProcess } from '../../../../../scripts/site-process.ts'
import { articleListSchema } from '../../../../../shared/schemas/article.ts'
import { problemSchema } from '../../../../../shared/schemas/problem.ts'
import { tagListSchema } from '../../../../../shared/schemas/tag.ts'
import { ask, startTestSite } from '../../../support/site.ts'

let site: SiteProcess
beforeAll(async () => {
  site = await startTestSite()
})
afterAll(() => site.stop())

async function list(query = '') {
  const { status, body } = await ask(`${site.url}/api/tags${query}`)
  expect(status).toBe(200)
  return tagListSchema.parse(JSON.parse(body))
}

describe('GET /api/tags', () => {
  it('counts the articles of each tag, the most used first', async () => {
    const { tags, tagsCount } = await list()
    expect(tags).toHaveLength(tagsCount)
    const counts = tags.map(({ articlesCount }) => articlesCount)
    expect(counts).toEqual(counts.toSorted((a, b) => b - a))
    for (const { name, articlesCount } of tags.slice(0, 5)) {
      const { body } = await ask(`${site.url}/api/articles?${new URLSearchParams({ tag: name })}`)
      expect(articleListSchema.parse(JSON.parse(body)).articlesCount).toBe(articlesCount)
    }
  })

  it('comes in pages, each tag once, and an empty one past the end', async () => {
    const all = await list()
    const pages = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(page => list(`?page=${page}&size=7`)))
    expect(pages.flatMap(({ tags }) => tags)).toEqual(all.tags)
    expect(await list('?page=1000')).toEqual({ tags: [], tagsCount: all.tagsCount })
  })

  it.each([['page=0', 'page'], ['size=1001', 'size'], ['sort=name', 'sort']])('refuses ?%s and names the parameter', async (query, parameter) => {
    const { status, body } = await ask(`${site.url}/api/tags?${query}`)
    expect(status).toBe(400)
    expect(problemSchema.parse(JSON.parse(body)).errors?.[parameter]).toEqual([expect.stringMatching(/expected/)])
  })
})
