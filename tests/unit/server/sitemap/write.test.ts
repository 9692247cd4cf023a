import { describe, expect, it } from 'vitest'
import { locations, schemaErrors } from '../../../../scripts/check-sitemap/read.ts'
import { URLSET_END, URLSET_START, pagesSitemap, sitemapFile, sitemapIndex, urlElements } from '../../../../server/sitemap/write.ts'

const site = 'https://kuberocks.example'

describe('a sitemap', () => {
  it('keeps to sitemaps.org\'s schema with any name', async () => {
    const entries = ['plain', 'it\'s <b>&"x"', 'a/b?c#d', '滚动 😀'].map((name, id) => ({ id, name, modifiedAt: '2026-03-01T09:30:00.000Z' }))
    const xml = URLSET_START + urlElements(site, 'articles', entries) + URLSET_END
    expect(await schemaErrors(xml)).toEqual([])
    expect(locations(xml)).toEqual(entries.map(({ name }) => `${site}/articles/${encodeURIComponent(name)}`))
    expect(xml.match(/<lastmod>2026-03-01T09:30:00\.000Z<\/lastmod>/g)).toHaveLength(4)
    // The protocol has a quote escaped, https://www.sitemaps.org/protocol.html#escaping; XML would take it as it is.
    expect(xml).toContain(`${site}/articles/it&#39;s%20`)
  })

  it('of the pages that are always there names them', async () => {
    expect(await schemaErrors(pagesSitemap(site))).toEqual([])
    expect(locations(pagesSitemap(site))).toEqual([`${site}/`, `${site}/tags`])
  })

  it('is refused by that schema when an element is none of its', async () => {
    expect(await schemaErrors(`${URLSET_START}<page/>${URLSET_END}`)).not.toEqual([])
  })

  it('names no time that it does not know', () => {
    expect(urlElements(site, 'tags', [{ id: 1, name: 'c++', modifiedAt: null }])).toBe(`<url><loc>${site}/tags/c%2B%2B</loc></url>\n`)
  })
})

describe('the index', () => {
  it('names every file in the elements of the protocol', () => {
    const index = sitemapIndex(site, [{ kind: 'articles', number: 1 }, { kind: 'tags', number: 12 }])
    expect(locations(index)).toEqual(['pages.xml', 'articles-1.xml', 'tags-12.xml'].map(name => `${site}/sitemaps/${name}`))
    expect(index.replaceAll(/<sitemap><loc>[^<]+<\/loc><\/sitemap>\n/g, '')).toBe('<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n</sitemapindex>\n')
  })
})

describe('the name of a file', () => {
  it('says kind and number', () => {
    expect(sitemapFile('articles-12.xml')).toEqual({ kind: 'articles', number: 12 })
  })

  it.each(['', 'articles.xml', 'articles-0.xml', 'articles-01.xml', 'articles--1.xml', 'articles-42951.xml', 'articles-100000.xml', 'comments-1.xml', 'articles-1.xml.gz', 'ARTICLES-1.xml', 'constructor-1.xml'])('is none: %s', (name) => {
    expect(sitemapFile(name)).toBeNull()
  })
})
