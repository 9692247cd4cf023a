import { request } from 'node:http'
import { parseFeed } from '@rowanmanning/feed-parser'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { locations, schemaErrors } from '../../../../scripts/check-sitemap/read.ts'
import type { SiteProcess } from '../../../../scripts/site-process.ts'
import { withAbsoluteLinks } from '../../../../server/feeds/text.ts'
import { articleListSchema, articleSchema } from '../../../../shared/schemas/article.ts'
import { withConnection } from '../../support/database.ts'
import { ask, startTestSite } from '../../support/site.ts'

const strangeTag = 'a/b "<&>" ]]> \u{1} tagged é'
const oddTag = 'c/d?e#f 50% %2F "<b>&" \' 😀'
const strangeTags = [strangeTag, oddTag, 'of nobody']
let site: SiteProcess
let slug: string
beforeAll(async () => {
  site = await startTestSite()
  const { body } = await ask(`${site.url}/api/articles?size=1`)
  slug = articleListSchema.parse(JSON.parse(body)).articles[0]?.slug ?? ''
  await withConnection(inject('primaryUrl'), async (sql) => {
    await sql`insert into tags (name) select unnest(${strangeTags}::text[])`
    await sql`
      insert into article_tags (article_id, tag_id, author_id, created_at)
      select articles.id, tags.id, author_id, created_at from articles, tags where slug = ${slug} and name = any(${[strangeTag, oddTag]})`
  })
  // Of every host, which take turns.
  await vi.waitFor(async () => {
    for (const { body: tags } of await Promise.all([1, 2, 3, 4, 5, 6].map(() => ask(`${site.url}/sitemaps/tags-1.xml`)))) expect(tags).toContain('tagged%20%C3%A9')
  }, 10_000)
})
afterAll(async () => {
  await withConnection(inject('primaryUrl'), async (sql) => {
    await sql`delete from article_tags where tag_id in (select id from tags where name = any(${strangeTags}))`
    await sql`delete from article_counts where tag_id in (select id from tags where name = any(${strangeTags}))`
    await sql`delete from tags where name = any(${strangeTags})`
  })
  await site.stop()
})

/** Sends the path as it is written; fetch would tidy it. */
function statusOf(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(site.url, { path, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    }).on('error', reject).end()
  })
}

describe('a feed', () => {
  it.each([
    ['xml', 'application/rss+xml; charset=utf-8'], ['atom', 'application/atom+xml; charset=utf-8'], ['json', 'application/feed+json; charset=utf-8'],
  ])('as .%s holds the newest articles, is known by its version, and compressed', async (format, type) => {
    for (const path of [`/feed.${format}`, `/tags/postgres/feed.${format}`]) {
      const answer = await ask(site.url + path)
      expect([answer.status, answer.type, answer.headers.get('content-encoding'), answer.headers.get('cache-control')]).toEqual([200, type, 'gzip', 'public, max-age=300'])
      const items = format === 'json' ? Object(JSON.parse(answer.body)).items : parseFeed(answer.body).items
      expect(items).toHaveLength(20)
      const etag = answer.headers.get('etag') ?? ''
      const again = await ask(site.url + path, { headers: { 'if-none-match': etag } })
      expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, '', etag])
      const head = await ask(site.url + path, { method: 'HEAD' })
      expect([head.status, head.type, head.body]).toEqual([200, type, ''])
    }
  })

  it('is known by the date of its last change too, which says nothing beside a version', async () => {
    for (const path of ['/feed.xml', '/tags/postgres/feed.atom', '/authors/Rosa%20Delgado/feed.json']) {
      const date = (await ask(site.url + path)).headers.get('last-modified') ?? ''
      const statusWith = async (headers: Record<string, string>) => (await ask(site.url + path, { headers })).status
      const second = (difference: number) => new Date(Date.parse(date) + 1000 * difference).toUTCString()
      expect(await Promise.all([date, second(1), second(-1), 'yesterday'].map(since => statusWith({ 'if-modified-since': since }))), path).toEqual([304, 304, 200, 200])
      expect(await statusWith({ 'if-modified-since': date, 'if-none-match': '"other"' })).toBe(200)
    }
    const { body, headers } = await ask(`${site.url}/feed.json`)
    const changes = Object(JSON.parse(body)).items.map((item: unknown) => Date.parse(Object(item).date_modified))
    expect(headers.get('last-modified')).toBe(new Date(Math.max(...changes)).toUTCString())
  })

  it('of a tag with any characters is where the head of the tag\'s page says', async () => {
    const page = await ask(`${site.url}/tags/${encodeURIComponent(oddTag)}`, { headers: { accept: 'text/html' } })
    const addresses = [...page.body.matchAll(/ href="([^"]*\/feed\.[a-z]+)"/g)].map(([, address = '']) => address.replaceAll('&#39;', '\''))
    for (const [index, format] of (['xml', 'atom', 'json'] as const).entries()) {
      expect(addresses[index]).toBe(`/tags/${encodeURIComponent(oddTag)}/feed.${format}`)
      const { status, body } = await ask(`${site.url}${addresses[index]}`)
      expect(status).toBe(200)
      const { title, items } = format === 'json' ? Object(JSON.parse(body)) : parseFeed(body)
      expect(title).toContain(oddTag)
      expect(items).toMatchObject([{ url: `${site.url}/articles/${slug}` }])
    }
  })

  it('of a tag is of that tag, of an author of that author, newest first and whole', async () => {
    for (const [filter, path] of [['tag=security', '/tags/security'], ['author=Rosa%20Delgado', '/authors/Rosa%20Delgado']]) {
      const list = articleListSchema.parse(JSON.parse((await ask(`${site.url}/api/articles?size=20&${filter}`)).body))
      const feed = parseFeed((await ask(`${site.url}${path}/feed.xml`)).body)
      expect(feed.items.map(({ url }) => url)).toEqual(list.articles.map(article => `${site.url}/articles/${article.slug}`))
      expect(feed.url).toBe(site.url + path)
      const [first] = list.articles
      const { bodyHtml } = articleSchema.parse(JSON.parse((await ask(`${site.url}/api/articles/${first?.slug}`)).body))
      const { items } = Object(JSON.parse((await ask(`${site.url}${path}/feed.json`)).body))
      expect(items[0]).toMatchObject({ content_html: withAbsoluteLinks(bodyHtml, `${site.url}/articles/${first?.slug}`), summary: first?.description })
    }
  })

  it('changes with an article', async () => {
    const before = await ask(`${site.url}/feed.json`)
    await withConnection(inject('primaryUrl'), sql => sql`update articles set body_html = '<p>Changed.</p>' || body_html where slug = ${slug}`)
    const headers = { 'if-none-match': before.headers.get('etag') ?? '' }
    await expect.poll(async () => (await ask(`${site.url}/feed.json`, { headers })).body).toContain('<p>Changed.</p>')
  })

  it.each([
    ['an unknown tag', '/tags/none/feed.xml', 404], ['a tag that nobody uses', '/tags/of%20nobody/feed.atom', 404], ['an unknown author', '/authors/None/feed.json', 404],
    ['a slash', '/tags/%2F/feed.xml', 404], ['a tag of 10 kB', `/tags/${'a'.repeat(10_240)}/feed.xml`, 404], ['half an escape', '/tags/%e/feed.xml', 400],
    ['a byte that is no UTF-8', '/authors/%ff/feed.xml', 400], ['a zero byte', '/tags/%00/feed.atom', 400], ['no tag', '/tags//feed.xml', 404], ['another format', '/feed.rdf', 404],
  ])('of %s is none', async (_what, path, status) => {
    expect(await statusOf(path)).toBe(status)
  })

  it.each(['x"><script>', 'kuberocks.example@elsewhere.example'])('names a strange host nowhere: %s', async (host) => {
    const body = await new Promise<string>((resolve, reject) => {
      request(site.url, { path: '/feed.json', headers: { host } }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => text += part).on('end', () => resolve(text))
      }).on('error', reject).end()
    })
    expect(Object(JSON.parse(body)).home_page_url).toBe('http://localhost/')
  })
})

describe('the sitemap', () => {
  it('names every article once, in files that sitemaps.org allows', async () => {
    const index = await ask(`${site.url}/sitemap.xml`)
    expect([index.status, index.type]).toEqual([200, 'application/xml; charset=utf-8'])
    const files = locations(index.body)
    expect(files.map(file => file.slice(site.url.length))).toEqual(['/sitemaps/pages.xml', '/sitemaps/articles-1.xml', '/sitemaps/authors-1.xml', '/sitemaps/tags-1.xml'])
    const addresses: string[] = []
    for (const file of files) {
      const { body } = await ask(file)
      expect(await schemaErrors(body), file).toEqual([])
      addresses.push(...locations(body))
    }
    expect(new Set(addresses).size).toBe(addresses.length)
    expect(addresses.filter(address => address.includes('/articles/'))).toHaveLength(500)
    expect(addresses).toContain(`${site.url}/tags/${encodeURIComponent(strangeTag)}`)
    expect(addresses).not.toContain(`${site.url}/tags/of%20nobody`)
  })

  it('is not sent again to who has it, and changes with its articles', async () => {
    const url = `${site.url}/sitemaps/articles-1.xml`
    const etag = (await ask(url)).headers.get('etag') ?? ''
    expect((await ask(url, { headers: { 'if-none-match': etag } })).status).toBe(304)
    expect((await ask(url, { method: 'HEAD' })).headers.get('etag')).toBe(etag)
    await withConnection(inject('primaryUrl'), sql => sql`update articles set updated_at = now() where slug = ${slug}`)
    await expect.poll(async () => (await ask(url, { headers: { 'if-none-match': etag } })).status).toBe(200)
  })

  it.each(['articles-2.xml', 'articles-99999.xml', 'articles-0.xml', 'comments-1.xml', 'x', '%2e%2e%2fpages.xml'])('has no file %s', async (name) => {
    expect(await statusOf(`/sitemaps/${name}`)).toBe(404)
  })
})

describe('an article as Markdown', () => {
  it('is its text with its facts, under a version, and names its page', async () => {
    const article = articleSchema.parse(JSON.parse((await ask(`${site.url}/api/articles/${slug}`)).body))
    const answer = await ask(`${site.url}/articles/${slug}.md`)
    expect([answer.status, answer.type, answer.headers.get('link')]).toEqual([200, 'text/markdown; charset=utf-8', `<${site.url}/articles/${slug}>; rel="canonical"`])
    expect(answer.body).toContain(`\n# ${article.title}\n\n${article.body.trim()}\n`)
    expect((await ask(`${site.url}/articles/${slug}.md`, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })).status).toBe(304)
  })

  it('leaves its page to an article whose slug ends in .md', async () => {
    await withConnection(inject('primaryUrl'), sql => sql`insert into articles (author_id, title, slug, description, body, body_html) values (1, 'Read me', 'read.md', '', '', '')`)
    await expect.poll(async () => (await ask(`${site.url}/articles/read.md`, { headers: { accept: 'text/html' } })).type).toBe('text/html;charset=utf-8')
    expect((await ask(`${site.url}/articles/read.md.md`)).body).toContain('\n# Read me\n')
    await withConnection(inject('primaryUrl'), sql => sql`delete from articles where slug = 'read.md'`)
  })

  it('is none of an unknown article', async () => {
    expect(await statusOf('/articles/none.md')).toBe(404)
    expect(await statusOf('/articles/%ff.md')).toBe(400)
  })
})

describe('what programs look for first', () => {
  it('is robots.txt, with the sitemap', async () => {
    const { type, body } = await ask(`${site.url}/robots.txt`)
    expect(type).toBe('text/plain; charset=utf-8')
    expect(body).toMatch(/^User-agent: \*\n/)
    expect(body).toContain('\nDisallow: /api/\n')
    expect(body).toContain(`\nSitemap: ${site.url}/sitemap.xml\n`)
  })

  it('is llms.txt, with the newest articles', async () => {
    const { status, type, body } = await ask(`${site.url}/llms.txt`)
    expect([status, type]).toEqual([200, 'text/plain; charset=utf-8'])
    expect(body).toContain(`(${site.url}/articles/${slug}.md)`)
  })
})
