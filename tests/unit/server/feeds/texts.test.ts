import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { writeLlmsText } from '../../../../server/feeds/llms-text.ts'
import { writeArticleMarkdown } from '../../../../server/feeds/markdown.ts'

const site = 'https://kuberocks.example'
const article = {
  title: 'A "title"\n--- [x](javascript:1) é', slug: 'a/b', description: 'D: é', author: { name: 'Ada: "x"' }, tags: ['c#', 'it\'s'],
  createdAt: '2026-03-01T09:30:00.000Z', updatedAt: '2026-03-02T09:30:00.000Z', body: 'Some **text**.\n', bodyHtml: '', comments: [], previous: null, next: null,
}

describe('an article as Markdown', () => {
  it('has its facts in front as YAML, whatever they hold, and its text behind', () => {
    const [, front = '', text] = /^---\n(.*?)\n---\n(.*)$/s.exec(writeArticleMarkdown(article, site)) ?? []
    expect(parse(front)).toEqual({
      title: article.title, description: 'D: é', author: 'Ada: "x"', published: article.createdAt, updated: article.updatedAt, tags: article.tags,
      address: `${site}/articles/a%2Fb`,
    })
    expect(text).toBe('\n# A "title" --- [x](javascript:1) é\n\nSome **text**.\n')
  })
})

describe('llms.txt', () => {
  it('names the lists, and each article by the address of its Markdown', () => {
    const text = writeLlmsText(site, { articles: [article], articlesCount: 7, tags: [{ name: 'c#', articlesCount: 3 }] })
    expect(text).toMatch(/^# Kuberocks\n\n> /)
    expect(text).toContain(`(${site}/articles/a%2Fb.md): D: é`)
    expect(text).toContain('There are 7 articles.')
    expect(text).toContain('- [A "title" --- \\[x\\](javascript:1) é](')
    expect(text).toContain(`- [c#](${site}/tags/c%23): 3`)
    for (const list of ['feed.xml', 'feed.atom', 'feed.json', 'sitemap.xml', 'tags', 'api/openapi.json']) expect(text).toContain(`](${site}/${list})`)
  })
})
