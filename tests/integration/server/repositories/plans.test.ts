import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../../../../server/database/migrate.ts'
import { articleRepository } from '../../../../server/repositories/article.ts'
import { articleFeedRepository } from '../../../../server/repositories/article-feed.ts'
import { articleCardRepository } from '../../../../server/repositories/article-card.ts'
import { sitemapKinds, sitemapRepository } from '../../../../server/repositories/sitemap.ts'
import { tagRepository } from '../../../../server/repositories/tag.ts'
import type { ArticleListQuery } from '../../../../shared/schemas/article-list-query.ts'
import type { EmptyDatabase } from '../../support/database.ts'
import { createEmptyDatabase } from '../../support/database.ts'

const ARTICLES = 100_000
/** Those that grow with the site; reading one of the others whole is cheaper than an index. */
const growing = ['articles', 'article_tags', 'comments', 'article_search', 'search_words']
let database: EmptyDatabase
let sql: postgres.Sql
beforeAll(async () => {
  database = await createEmptyDatabase()
  const { url } = database
  await migrate(url)
  sql = postgres(url, { max: 1, onnotice: () => {}, connection: { plan_cache_mode: 'force_generic_plan' } })
  await sql`insert into users (name, email) select 'author ' || i, i || '@example.com' from generate_series(1, 50) i`
  await sql`insert into tags (name) select 'tag ' || i from generate_series(1, 30) i`
  await sql`
    with inserted as (
      insert into articles (author_id, title, slug, description, body, body_html, created_at)
      select 1 + i % 50, 'Everything about w' || i, 's' || i, 'seldom' || i % 1000, 'body', '<p>body</p>', '2020-01-01'::timestamptz + i * interval '1 minute'
      from generate_series(1, ${ARTICLES}::int) i returning id, author_id, created_at
    ), commented as (
      insert into comments (article_id, author_id, body) select id, author_id, 'c' from inserted
    )
    insert into article_tags (article_id, tag_id, author_id, created_at)
    select id, 1 + id / 50 % 30, author_id, created_at from inserted`
  await sql`vacuum (analyze)`
}, 120_000)
afterAll(async () => {
  await sql.end()
  await database.drop()
})

interface PlanNode { 'Node Type': string, 'Relation Name'?: string, 'Plans'?: PlanNode[] }
const nodes = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodes)]

const repositoriesOf = (reader: ReturnType<typeof drizzle>) => ({
  articles: articleRepository(reader), tags: tagRepository(reader), feeds: articleFeedRepository(reader), cards: articleCardRepository(reader), sitemaps: sitemapRepository(reader),
})
type Work = (repositories: ReturnType<typeof repositoriesOf>) => Promise<unknown>

/** Runs the reads and returns the statements they ran. */
async function statementsOf(work: Work) {
  const statements: string[] = []
  await work(repositoriesOf(drizzle({ client: sql, logger: { logQuery: statement => statements.push(statement) } })))
  return statements
}

const tag = 'tag 7'
const author = 'author 8'
const cursor = `${Date.UTC(2020, 0, 10)}.1`
const lists: [string, Partial<ArticleListQuery>][] = [
  ['all', {}], ['all, the last page', { page: ARTICLES / 10 }], ['all, from a cursor', { cursor }],
  ['a tag', { tag }], ['an author', { author }], ['a tag and an author', { tag, author }],
  ['a tag, from a cursor', { tag, cursor }], ['an author, from a cursor', { author, cursor }],
  ['a rare word', { q: 'seldom77' }], ['a word of every article', { q: 'everything' }], ['a mistyped word', { q: 'evreything' }],
  ['a word of a tag', { q: 'everything', tag }], ['a word of an author', { q: 'everything', author }], ['a word of both', { q: 'everyth', tag, author, cursor }],
]

describe(`at ${ARTICLES} articles no table that grows is read from end to end`, () => {
  it.each<[string, Work]>([
    ...lists.map(([name, query]): [string, Work] => [name, ({ articles }) => articles.list({ page: 1, size: 10, ...query })]),
    ['an article', ({ articles }) => articles.findBySlug('s50000')],
    ['the tags', ({ tags }) => tags.list({ page: 1, size: 100 })],
    ['the feed of all', ({ feeds }) => feeds.newest({})], ['the feed of a tag', ({ feeds }) => feeds.newest({ tag })], ['the feed of an author', ({ feeds }) => feeds.newest({ author })],
    ['a card', ({ cards }) => cards.findBySlug('s50000')],
    ['the index of the sitemap', ({ sitemaps }) => sitemaps.listFiles()],
    ...sitemapKinds.flatMap((kind): [string, Work][] => [
      [`the version of a sitemap of ${kind}`, ({ sitemaps }) => sitemaps.findVersion({ kind, number: 1 })],
      [`a part of a sitemap of ${kind}`, ({ sitemaps }) => sitemaps.listChunk({ kind, number: 1 }, 20)],
    ]),
  ])('for %s', async (_name, work) => {
    const scans = () => sql`select relname, seq_scan::int from pg_stat_user_tables where relname in ${sql(growing)} order by relname`
    await sql`select pg_stat_force_next_flush()`
    const before = await scans()
    const [statement = ''] = await statementsOf(work)
    await sql`select pg_stat_force_next_flush()`
    // What functions do inside shows in the counts alone.
    expect(await scans()).toEqual(before)

    const [row] = await sql.unsafe<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>(`explain (generic_plan, format json) ${statement}`)
    const plan = nodes(row?.['QUERY PLAN'][0]?.Plan ?? { 'Node Type': 'none' })
    expect(plan.length).toBeGreaterThan(1)
    expect(plan.filter(node => node['Node Type'] === 'Seq Scan' && growing.includes(node['Relation Name'] ?? ''))).toEqual([])
  })
})
