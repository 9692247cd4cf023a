import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { nextFreePort } from '../../../../scripts/local-cluster/ports.ts'
import type { SiteProcess } from '../../../../scripts/site-process.ts'
import { startSite } from '../../../../scripts/site-process.ts'
import { articleListSchema } from '../../../../shared/schemas/article.ts'
import { ask } from '../../support/site.ts'

const address = 'https://kuberocks.example'
let site: SiteProcess
beforeAll(async () => {
  const cluster = { primaryUrl: inject('primaryUrl'), readUrl: inject('readUrl') }
  site = await startSite({ cluster, port: await nextFreePort(24_500, new Set()), environment: { NUXT_PUBLIC_SITE_URL: address } })
})
afterAll(() => site.stop())

const html = async (path: string) => (await ask(site.url + path, { headers: { accept: 'text/html' } })).body
/** What an attribute of the elements that hold another one says, in order. */
const attributes = (page: string, marker: string, name: string) =>
  [...page.matchAll(/<(?:meta|link) [^>]*>/g)].filter(([element]) => element.includes(marker)).map(([element]) => new RegExp(` ${name}="([^"]*)"`).exec(element)?.[1])
const graphOf = (page: string): unknown => Object(JSON.parse(/<script type="application\/ld\+json"[^>]*>([^<]*)<\/script>/.exec(page)?.[1] ?? 'null'))['@graph']

describe('the head of a page', () => {
  it('tells of an article what networks and search engines want to know', async () => {
    const [article] = articleListSchema.parse(JSON.parse((await ask(`${site.url}/api/articles?size=1`)).body)).articles
    const place = `${address}/articles/${article?.slug}`
    const page = await html(`/articles/${article?.slug}`)
    expect(attributes(page, 'rel="canonical"', 'href')).toEqual([place])
    expect(attributes(page, 'property="og:type"', 'content')).toEqual(['article'])
    expect(attributes(page, 'property="og:image"', 'content')).toEqual([`${place}/card.png`])
    expect(attributes(page, 'property="article:published_time"', 'content')).toEqual([article?.createdAt])
    expect(attributes(page, 'property="article:tag"', 'content')).toEqual(article?.tags)
    expect(attributes(page, 'name="twitter:card"', 'content')).toEqual(['summary_large_image'])
    expect(attributes(page, 'type="text/markdown"', 'href')).toEqual([`${place}.md`])
    expect(graphOf(page)).toMatchObject([{ '@type': 'Article', 'headline': article?.title, 'mainEntityOfPage': place }, { '@type': 'BreadcrumbList' }])
  })

  it.each([['/', '', 3], ['/tags/postgres', '/tags/postgres', 6], ['/authors/Rosa%20Delgado', '/authors/Rosa%20Delgado', 6]])('of %s names the feeds of the list first, and those of the site', async (path, list, count) => {
    const feeds = attributes(await html(path), '/feed.', 'href')
    expect(feeds).toHaveLength(count)
    expect(feeds.slice(0, 3)).toEqual(['xml', 'atom', 'json'].map(format => `${address}${list}/feed.${format}`))
  })

  it('tells where the site is searched, and keeps a search that finds nothing to itself', async () => {
    expect(graphOf(await html('/'))).toMatchObject([{ '@type': 'WebSite', 'url': `${address}/` }])
    expect(attributes(await html('/search?q=postgres'), 'name="robots"', 'content')).toEqual([])
    const nothing = await html('/search?q=zzqqxxy')
    expect(graphOf(nothing)).toBeUndefined()
    expect(attributes(nothing, 'name="robots"', 'content')).toEqual(['noindex'])
  })
})
