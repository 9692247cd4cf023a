import { parseFeed } from '@rowanmanning/feed-parser'
import { describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { z } from 'zod'
import { composeFeed } from '../../../../server/feeds/feed.ts'
import { escapeXml, withAbsoluteLinks, xmlText } from '../../../../server/feeds/text.ts'
import { writeFeed } from '../../../../server/feeds/write.ts'
import type { FeedArticle } from '../../../../shared/schemas/article.ts'

const site = 'https://kuberocks.example'
const hostile = 'A </title><script>alert(1)</script> & "q" \' ]]> \u{1}\u{B}\u{7F} é 😀 \u{FFFF} عربي'
/** What feeds say of it: all but what XML cannot hold. */
const shown = 'A </title><script>alert(1)</script> & "q" \' ]]> \u{7F} é 😀  عربي'
const article: FeedArticle = {
  title: hostile, slug: 'a&b/"c"', description: `D: ${hostile}`, author: { name: hostile }, tags: [hostile, 'c++'],
  createdAt: '2026-03-01T09:30:00.000Z', updatedAt: '2026-03-02T09:30:00.000Z',
  bodyHtml: '<p>Text &amp; <a href="/tags/x?a=1&amp;b=2">a link</a> <code>&lt;a href="/b"&gt;</code> ]]&gt; \u{2}</p>',
}
/** Older, and changed since. */
const changed: FeedArticle = { ...article, slug: 'older', author: { name: 'Ada & Co' }, bodyHtml: '<p>]]> </p>', createdAt: '2026-02-01T09:30:00.000Z', updatedAt: '2026-03-03T09:30:00.000Z' }
const compose = (format: 'xml' | 'atom' | 'json', articles: readonly FeedArticle[] = [article, changed]) =>
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
    const feed = parseFeed(compose(format))
    expect(feed).toMatchObject({ title: shown, description: shown, language: 'en', url: `${site}/tags/a%2Fb`, self: `${site}/tags/a%2Fb/feed.${format}`, updated: new Date(changed.updatedAt) })
    expect(feed.items).toMatchObject([
      { id: `${site}/articles/a%26b%2F%22c%22`, url: `${site}/articles/a%26b%2F%22c%22`, title: shown, description: `D: ${shown}`, published: new Date(article.createdAt) },
      { id: `${site}/articles/older`, url: `${site}/articles/older`, published: new Date(changed.createdAt), content: '<p>]]> </p>' },
    ])
    expect(feed.items.map(({ authors }) => authors.map(({ name }) => name))).toEqual([[shown], ['Ada & Co']])
    expect(feed.items[0]?.categories.map(({ term }) => term)).toEqual([shown, 'c++'])
    // The reader unescapes what is in the HTML once more; as it is sent, it is what was stored but for the link.
    expect(compose(format)).toContain(`<![CDATA[<p>Text &amp; <a href="${site}/tags/x?a=1&amp;b=2">a link</a> <code>&lt;a href="/b"&gt;</code> ]]&gt; </p>]]>`)
  })

  it('is valid without articles', () => {
    expect(parseFeed(compose(format, [])).items).toEqual([])
  })
})

describe('a feed as Atom', () => {
  it('says that its texts are HTML, who writes, and when an article changed', () => {
    const feed = compose('atom')
    expect(feed.match(/<content type="html">/g)).toHaveLength(2)
    const { authors, items } = parseFeed(feed)
    expect(authors.map(({ name }) => name)).toEqual(['Kuberocks'])
    expect(items.map(({ updated }) => updated)).toEqual([new Date(article.updatedAt), new Date(changed.updatedAt)])
    expect(items[1]?.authors).toMatchObject([{ name: 'Ada & Co', url: `${site}/authors/Ada%20%26%20Co` }])
  })
})

describe('a feed as JSON', () => {
  it('is what JSON Feed 1.1 demands, with absolute addresses', () => {
    const feed = jsonFeed.parse(JSON.parse(compose('json')))
    expect(feed).toMatchObject({ title: shown, description: shown, language: 'en', home_page_url: `${site}/tags/a%2Fb`, feed_url: `${site}/tags/a%2Fb/feed.json` })
    const address = `${site}/articles/a%26b%2F%22c%22`
    expect(feed.items[0]).toEqual({
      id: address, url: address, title: shown, summary: `D: ${shown}`, tags: [shown, 'c++'], image: `${address}/card.png`, date_published: article.createdAt, date_modified: article.updatedAt,
      content_html: `<p>Text &amp; <a href="${site}/tags/x?a=1&amp;b=2">a link</a> <code>&lt;a href="/b"&gt;</code> ]]&gt; </p>`,
      authors: [{ name: shown, url: `${site}/authors/${encodeURIComponent(hostile)}` }],
    })
  })
})

describe('text for XML', () => {
  it('keeps lines, and every character of the world\'s scripts', () => {
    expect(xmlText('one\r\n\ttwo é 滚 \u{FFFD} 😀')).toBe('one\r\n\ttwo é 滚 \u{FFFD} 😀')
  })

  it('is escaped in elements and attributes', () => {
    expect(escapeXml('<a b="c" d=\'e\'> & \u{1}')).toBe('&#60;a b=&#34;c&#34; d=&#39;e&#39;&#62; &#38; ')
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
