import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../../../server/database/migrate.ts'
import { articleRepository } from '../../../../server/repositories/article.ts'
import { articleListSchema } from '../../../../shared/schemas/article.ts'
import type { ArticleListQuery } from '../../../../shared/schemas/article-list-query.ts'
import type { EmptyDatabase } from '../../support/database.ts'
import { createEmptyDatabase } from '../../support/database.ts'

let database: EmptyDatabase
let sql: postgres.Sql
beforeAll(async () => {
  database = await createEmptyDatabase()
  const { url } = database
  await migrate(url)
  sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql`insert into users (name, email) values ('Ada', 'a@example.com'), ('Bob', 'b@example.com')`
  await sql`insert into tags (name) values ('storage')`
  const articles = [
    // The best match is the oldest: an order by age would show.
    { slug: 'title', title: 'Replicating Postgres', description: 'A walk', body: 'Streaming and slots.' },
    { slug: 'description', title: 'Two nights', description: 'How Postgres came back', body: 'It took a while.' },
    { slug: 'body', title: 'A quiet week', description: 'Nothing to see', body: 'Then a standby of Postgres was promoted.' },
    { slug: 'markup', title: 'Angle brackets', description: 'Text', body: 'Write `a < b && c > d` with "care".', html: '<p>Write <code>a &lt; b &amp;&amp; c &gt; d</code> with <b title="x > y">care</b>.</p><script>alert(1)</script>' },
    { slug: 'quotes', title: 'It\'s a backslash', description: 'C:\\temp and \'quotes\'', body: 'q' },
  ]
  for (const [index, { slug, title, description, body, html = `<p>${body}</p>` }] of articles.entries()) {
    await sql`insert into articles (author_id, title, slug, description, body, body_html, created_at)
      values (${1 + index % 2}, ${title}, ${slug}, ${description}, ${body}, ${html}, ${new Date(Date.UTC(2026, 0, 1 + index))})`
  }
  await sql`insert into article_tags (article_id, tag_id, author_id, created_at) select id, 1, author_id, created_at from articles where slug in ('title', 'body')`
})
afterAll(async () => {
  await sql.end()
  await database.drop()
})

async function search(q: string, others: Partial<ArticleListQuery> = {}) {
  const { json } = await articleRepository(drizzle({ client: sql })).list({ page: 1, size: 10, q, ...others })
  return articleListSchema.parse(JSON.parse(json ?? ''))
}
const slugs = async (...args: Parameters<typeof search>) => (await search(...args)).articles.map(({ slug }) => slug)

describe('a search', () => {
  it('ranks what the title says before the description and the body', async () => {
    expect(await slugs('postgres')).toEqual(['title', 'description', 'body'])
  })

  it('finds a word in any form, in any case, and by its beginning', async () => {
    expect(await slugs('REPLICATE')).toEqual(['title'])
    expect(await slugs('promot')).toEqual(['body'])
    expect(await slugs('postg')).toEqual(['title', 'description', 'body'])
  })

  it('takes no single letter for a beginning', async () => {
    expect((await slugs('C++')).toSorted()).toEqual(['markup', 'quotes'])
  })

  it('takes the beginning for the last word alone', async () => {
    expect(await slugs('postg standby')).toEqual(['body'])
    expect(await slugs('standby postg')).toEqual(['body'])
    expect(await slugs('standby prom')).toEqual(['body'])
  })

  it('finds what a mistyped word resembles', async () => {
    expect(await slugs('postgers')).toEqual(['title', 'description', 'body'])
    expect(await slugs('standbye postgress')).toEqual(['body'])
    expect(await slugs('qqqzzzxxx')).toEqual([])
  })

  it('asks for every word', async () => {
    expect(await slugs('postgres streaming')).toEqual(['title'])
    expect(await slugs('postgres brackets')).toEqual([])
  })

  it('narrows to a tag, an author and what is after a cursor', async () => {
    expect(await slugs('postgres', { tag: 'storage' })).toEqual(['title', 'body'])
    expect(await slugs('postgres', { author: 'Bob' })).toEqual(['description'])
    expect(await slugs('postgres', { author: 'Ada', tag: 'storage', cursor: `${Date.UTC(2026, 0, 2)}.0` })).toEqual(['title'])
  })

  it('counts and pages what it finds', async () => {
    const { articles, articlesCount, nextCursor } = await search('postgres', { page: 2, size: 2 })
    expect(articles.map(({ slug }) => slug)).toEqual(['body'])
    expect(articlesCount).toBe(3)
    expect(nextCursor).toBeNull()
  })

  it('marks what it found in an excerpt that holds no other markup', async () => {
    const [found] = (await search('standby')).articles
    expect(found?.excerptHtml).toContain('a <mark>standby</mark> of Postgres')
    const [hostile] = (await search('write care')).articles
    expect(hostile?.slug).toBe('markup')
    expect(hostile?.excerptHtml).toMatch(/<mark>Write<\/mark> a &lt; b .*&gt; ?<mark>care<\/mark>/)
    expect(hostile?.excerptHtml?.replaceAll(/<\/?mark>/g, '')).not.toMatch(/[<>]/)
  })

  it.each(['the', '%%%', '\'', '\\', '& | ! ( ) : * <->', '😀', ' ', '\'\';--', 'a'.repeat(200)])('takes %j as words, if there are any', async (q) => {
    expect((await search(q)).articlesCount).toBeLessThan(5)
  })

  it('finds words with quotes and backslashes', async () => {
    expect(await slugs('it\'s backslash')).toEqual(['quotes'])
    expect(await slugs('c:\\temp')).toEqual(['quotes'])
  })

  it('follows changes and deletions', async () => {
    await sql`update articles set title = 'A loud zebra' where slug = 'body'`
    expect(await slugs('zebra')).toEqual(['body'])
    expect(await slugs('quiet')).toEqual([])
    await sql`delete from articles where slug = 'body'`
    expect(await slugs('zebra')).toEqual([])
  })
})
