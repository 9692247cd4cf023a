import { describe, expect, it } from 'vitest'
import { articleData, breadcrumbsData, structuredDataText, websiteData } from '../../../shared/utils/structured-data.ts'

const site = 'https://kuberocks.example'
const article = {
  title: '</script><!--<script>alert(1)', slug: 'a b', description: 'D', author: { name: 'Ada & Co' }, tags: ['x'], body: '', bodyHtml: '', comments: [], previous: null, next: null,
  createdAt: '2026-03-01T09:30:00.000Z', updatedAt: '2026-03-02T09:30:00.000Z',
}

describe('structured data', () => {
  it('cannot end its script element, and says what was put in', () => {
    const text = structuredDataText([articleData(site, article)])
    expect(text).not.toContain('<')
    expect(JSON.parse(text)).toMatchObject({ '@context': 'https://schema.org', '@graph': [{
      '@type': 'Article', 'headline': article.title, 'description': 'D', 'publisher': { '@type': 'Organization', 'url': `${site}/` }, 'datePublished': article.createdAt, 'dateModified': article.updatedAt, 'keywords': ['x'],
      'author': { name: 'Ada & Co', url: `${site}/authors/Ada%20%26%20Co` }, 'image': `${site}/articles/a%20b/card.png`, 'mainEntityOfPage': `${site}/articles/a%20b`,
    }] })
  })

  it('counts the steps to a page from the front page', () => {
    expect(breadcrumbsData(site, [{ name: 'Articles', address: '/' }, { name: 'T', address: '/tags/t' }])).toMatchObject({ itemListElement: [
      { position: 1, name: 'Articles', item: `${site}/` }, { position: 2, name: 'T', item: `${site}/tags/t` },
    ] })
  })

  it('tells where the site is searched', () => {
    expect(websiteData(site)).toMatchObject({ url: `${site}/`, potentialAction: { target: { urlTemplate: `${site}/search?q={search_term_string}` } } })
  })
})
