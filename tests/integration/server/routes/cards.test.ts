import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SiteProcess } from '../../../../scripts/site-process.ts'
import { articleListSchema } from '../../../../shared/schemas/article.ts'
import { ask, startTestSite } from '../../support/site.ts'

let site: SiteProcess
let slug: string
beforeAll(async () => {
  site = await startTestSite()
  // Not the newest, which other tests change.
  const { body } = await ask(`${site.url}/api/articles?size=1&page=300`)
  slug = articleListSchema.parse(JSON.parse(body)).articles[0]?.slug ?? ''
})
afterAll(() => site.stop())

describe('a card', () => {
  it('is a PNG for the article and for the site, drawn once and known by its version', async () => {
    for (const path of [`/articles/${slug}/card.png`, '/card.png']) {
      const response = await fetch(site.url + path)
      const png = Buffer.from(await response.arrayBuffer())
      expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([200, 'image/png', 'public, max-age=86400'])
      expect([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(['PNG', 1200, 630])
      expect((await ask(site.url + path, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } })).status).toBe(304)
    }
  })

  it('is none of an unknown article', async () => {
    expect((await ask(`${site.url}/articles/none/card.png`)).status).toBe(404)
  })

  it('is refused with 503 and a time when too many are asked for, and nobody keeps that', async () => {
    const { articles } = articleListSchema.parse(JSON.parse((await ask(`${site.url}/api/articles?size=60&page=2`)).body))
    const answers = await Promise.all(articles.map(article => fetch(`${site.url}/articles/${article.slug}/card.png`)))
    const refused = answers.filter(({ status }) => status === 503)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(32)
    expect(refused.length).toBeGreaterThan(0)
    expect([refused[0]?.headers.get('retry-after'), refused[0]?.headers.get('cache-control'), refused[0]?.headers.get('etag')]).toEqual(['5', 'no-store', null])
  })
})
