import { drizzle } from 'drizzle-orm/postgres-js'
import fc from 'fast-check'
import postgres from 'postgres'
import { describe, expect, inject, it } from 'vitest'
import { seedDatabase } from '../../../../scripts/seed/index.ts'
import { migrate } from '../../../../server/database/migrate.ts'
import { articleRepository } from '../../../../server/repositories/article.ts'
import type { ArticleListDocument } from '../../../../server/repositories/article.ts'
import { articleListSchema } from '../../../../shared/schemas/article.ts'
import { withConnection, withEmptyDatabase } from '../../support/database.ts'

const parse = ({ json }: ArticleListDocument) => articleListSchema.parse(JSON.parse(json ?? ''))

/** Every counter and block of the listing that does not say what counting the articles says. */
const wrongCounters = (sql: postgres.Sql) => sql`
  with counted as (
    select author_id, null::integer as tag_id, count(*) as articles from articles group by grouping sets ((), (author_id))
    union all
    select author_id, tag_id, count(*) from article_tags group by grouping sets ((tag_id), (author_id, tag_id))
  ), blocks as (
    select oldest_created_at, oldest_id, articles, older,
      sum(articles) over (order by oldest_created_at, oldest_id) - articles as counted_older,
      lead((oldest_created_at, oldest_id)) over (order by oldest_created_at, oldest_id) as next
    from article_blocks
  )
  select 'count' as what from counted c full join article_counts k
    on (coalesce(c.author_id, 0), coalesce(c.tag_id, 0)) = (coalesce(k.author_id, 0), coalesce(k.tag_id, 0))
  where coalesce(c.articles, 0) <> coalesce(k.articles, 0)
  union all
  select 'block' from blocks b where articles > 2000 or older <> counted_older or articles <> (
    select count(*) from articles a
    where (a.created_at, a.id) >= (b.oldest_created_at, b.oldest_id) and (b.next is null or (a.created_at, a.id) < b.next))
  union all
  select 'total' where (select coalesce(sum(articles), 0) from article_blocks) <> (select count(*) from articles)`

async function insertArticles(sql: postgres.Sql, amount: number, firstDay: number) {
  await sql`
    with inserted as (
      insert into articles (author_id, title, slug, description, body, body_html, created_at)
      select 1 + i % 2, 'T', gen_random_uuid(), '', '', '', '2020-01-01'::timestamptz + ${firstDay} * interval '1 day' + (i / 3) * interval '1 minute'
      from generate_series(1, ${amount}) i returning id, author_id, created_at
    )
    insert into article_tags (article_id, tag_id, author_id, created_at) select id, 1 + id % 3, author_id, created_at from inserted`
}

describe('the listing\'s counters and blocks', () => {
  it('stay exact through inserts at any age and deletes, and every page agrees with plain counting', () => withEmptyDatabase(async (url) => {
    await migrate(url)
    const sql = postgres(url, { max: 1, onnotice: () => {} })
    const repository = articleRepository(drizzle({ client: sql }))
    await sql`insert into users (name, email) values ('a', 'a@example.com'), ('b', 'b@example.com')`
    await sql`insert into tags (name) values ('x'), ('y'), ('z')`
    const change = fc.oneof(
      fc.record({ kind: fc.constant('insert' as const), amount: fc.integer({ min: 1, max: 3_000 }), day: fc.integer({ min: 0, max: 40 }) }),
      fc.record({ kind: fc.constant('delete' as const), amount: fc.integer({ min: 2, max: 9 }), day: fc.integer({ min: 0, max: 40 }) }),
    )
    try {
      await fc.assert(fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), fc.double({ min: 0, max: 1, noNaN: true }), async (changes, depth) => {
        await sql`truncate articles cascade`
        for (const { kind, amount, day } of changes) {
          if (kind === 'insert') await insertArticles(sql, amount, day)
          else await sql`delete from articles where id % ${amount} = 0 and created_at >= '2020-01-01'::timestamptz + ${day} * interval '1 day'`
        }
        expect(await wrongCounters(sql)).toEqual([])

        const [{ total } = { total: 0 }] = await sql<{ total: number }[]>`select count(*)::int as total from articles`
        for (const page of [1, Math.ceil(depth * total / 7), Math.ceil(total / 7), Math.ceil(total / 7) + 1].filter(page => page > 0)) {
          const expected = await sql<{ slug: string }[]>`select slug from articles order by created_at desc, id desc limit 7 offset ${(page - 1) * 7}`
          const { articles, articlesCount } = parse(await repository.list({ page, size: 7 }))
          expect(articles.map(({ slug }) => slug)).toEqual(expected.map(({ slug }) => slug))
          expect(articlesCount).toBe(total)
        }
      }), { numRuns: 8 })
    }
    finally {
      await sql.end()
    }
  }), 120_000)

  it('stay exact when several writers insert and delete at once', () => withEmptyDatabase(async (url) => {
    await migrate(url)
    const sql = postgres(url, { max: 8, onnotice: () => {} })
    try {
      await sql`insert into users (name, email) values ('a', 'a@example.com'), ('b', 'b@example.com')`
      await sql`insert into tags (name) values ('x'), ('y'), ('z')`
      await Promise.all(Array.from({ length: 60 }, (_, i) =>
        i % 4 === 3 ? sql`delete from articles where id % 5 = ${i % 5}` : insertArticles(sql, 150, i % 3)))
      expect(await wrongCounters(sql)).toEqual([])
    }
    finally {
      await sql.end()
    }
  }))

  it('refuse a change of what the list is ordered and counted by', () => withConnection(inject('primaryUrl'), async (sql) => {
    await expect(sql`update articles set created_at = now() where id = 1`).rejects.toThrow(/never changes/)
    await expect(sql`update articles set author_id = 1 + author_id where id = 1`).rejects.toThrow(/never changes/)
    await sql`update articles set title = title where id = 1`
  }))
})

describe('a list', () => {
  it('never reads a body from the database', () => withEmptyDatabase(async (url) => {
    await migrate(url)
    await seedDatabase({ url, articles: 50 })
    const sql = postgres(url, { max: 1 })
    /** Blocks read of where the bodies lie, which is out of the articles' own rows. */
    const bodyBlocksRead = async () => {
      await sql`select pg_stat_force_next_flush()`
      const [row] = await sql<{ blocks: number }[]>`
        select (toast_blks_read + toast_blks_hit)::int as blocks from pg_statio_user_tables where relname = 'articles'`
      return row?.blocks
    }
    try {
      const repository = articleRepository(drizzle({ client: sql }))
      const before = await bodyBlocksRead()
      const { articles: [first] } = parse(await repository.list({ page: 1, size: 100 }))
      expect(await bodyBlocksRead()).toBe(before)
      await repository.findBySlug(first?.slug ?? '')
      expect(await bodyBlocksRead()).toBeGreaterThan(before ?? Number.NaN)
    }
    finally {
      await sql.end()
    }
  }))
})
