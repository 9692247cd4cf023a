import { parseFeed } from '@rowanmanning/feed-parser'
import { describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { z } from 'zod'
import { composeFeed } from '../../../../server/feeds/feed.ts'
import { withAbsoluteLinks, xmlText } from '../../../../server/feeds/text.ts'
import { writeFeed } from '../../../../server/feeds/write.ts'
import type { FeedArticle } from '../../../../shared/schemas/article.ts'

const site = 'https://kuberocks.example'
const hostile = 'A </title><script>alert(1)</script> & "q" \' ]]> \u{1}\u{B}\u{7F} é 😀 \u{FFFF} عربي'
const article: FeedArticle = {
  title: hostile, slug: 'a&b/"c"', description: hostile, author: { name: hostile }, tags: [hostile, 'c++'],
  createdAt: '2026-03-01T09:30:00.000Z', updatedAt: '2026-03-02T09:30:00.000Z',
  bodyHtml: '<p>Text &amp; <a href="/tags/x?a=1&amp;b=2">a link</a> <code>&lt;a href="/b"&gt;</code> ]]&gt; \u{2}</p>',
}
const compose = (format: 'xml' | 'atom' | 'json', articles: readonly FeedArticle[] = [article]) =>
  writeFeed(composeFeed({ subject: { title: hostile, description: hostile, list: '/tags/a%2Fb' }, site, articles }, format), format)

/** What libxml2 finds wrong with the XML itself: a schema that knows no element finds more, which is left out. */
async function parserErrors(contents: string): Promise<string[]> {
  const { errors } = await validateXML({ xml: { fileName: 'feed.xml', contents }, schema: '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>' })
  return errors.map(({ rawMessage }) => rawMessage).filter(message => message.includes('parser error'))
}

/** JSON Feed 1.1 as https://www.jsonfeed.org/version/1.1/ demands it. */
const jsonFeed = z.looseObject({
  version: z.literal('https://jsonfeed.org/version/1.1'), title: z.string(), home_page_url: z.url(), feed_url: z.url(),
  items: z.array(z.looseObject({
    id: z.string(), url: z.url(), title: z.string(), content_html: z.string(), image: z.url(), date_published: z.iso.datetime(), date_modified: z.iso.datetime(),
    authors: z.array(z.strictObject({ name: z.string(), url: z.url() })), tags: z.array(z.string()),
  })),
})

describe.each(['xml', 'atom'] as const)('a feed as %s', (format) => {
  it('is well-formed XML whatever its texts hold', async () => {
    expect(await parserErrors(compose(format))).toEqual([])
    expect(await parserErrors(compose(format).replace('<![CDATA[', '')), 'the same without an escape').not.toEqual([])
  })

  it('says the same to a feed reader as was put in', () => {
    const { title, url, items } = parseFeed(compose(format))
    expect([title, url]).toEqual([xmlText(hostile), `${site}/tags/a%2Fb`])
    const [item] = items
    expect(item).toMatchObject({ title: xmlText(hostile), url: `${site}/articles/a%26b%2F%22c%22` })
    expect(item?.published?.toISOString()).toBe(article.createdAt)
    expect(item?.authors.map(({ name }) => name)).toEqual([xmlText(hostile)])
    expect(item?.categories.map(({ term }) => term)).toEqual([xmlText(hostile), 'c++'])
    // The reader unescapes what is in the HTML once more; as it is sent, it is what was stored but for the link.
    expect(compose(format)).toContain(`<![CDATA[<p>Text &amp; <a href="${site}/tags/x?a=1&amp;b=2">a link</a> <code>&lt;a href="/b"&gt;</code> ]]&gt; </p>]]>`)
  })

  it('is valid without articles', () => {
    expect(parseFeed(compose(format, [])).items).toEqual([])
  })
})

describe('a feed as JSON', () => {
  it('is what JSON Feed 1.1 demands, with absolute addresses', () => {
    const { items, feed_url: feedUrl } = jsonFeed.parse(JSON.parse(compose('json')))
    expect(feedUrl).toBe(`${site}/tags/a%2Fb/feed.json`)
    expect(items[0]).toMatchObject({ tags: [xmlText(hostile), 'c++'], image: `${site}/articles/a%26b%2F%22c%22/card.png` })
  })
})

describe('links of an article in a feed', () => {
  it.each([
    ['<a href="#part" rel="x">a</a>', '<a href="https://s.example/articles/x#part" rel="x">a</a>'],
    ['<img src="/a.png" alt="href=&quot;/b&quot;">', '<img src="https://s.example/a.png" alt="href=&quot;/b&quot;">'],
    ['<a href="https://elsewhere.example/?a&amp;b">a</a>', '<a href="https://elsewhere.example/?a&amp;b">a</a>'],
    ['<p>href="/text"</p>', '<p>href="/text"</p>'],
  ])('are absolute: %s', (html, expected) => {
    expect(withAbsoluteLinks(html, 'https://s.example/articles/x')).toBe(expected)
  })
})
