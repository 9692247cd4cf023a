import { drizzle } from 'drizzle-orm/postgres-js'
import fc from 'fast-check'
import postgres from 'postgres'
import { describe, expect, it } from 'vitest'
import { migrate } from '../../../../server/database/migrate.ts'
import type { ArticleRepository } from '../../../../server/repositories/article.ts'
import { articleRepository } from '../../../../server/repositories/article.ts'
import { articleListSchema } from '../../../../shared/schemas/article.ts'
import { withEmptyDatabase } from '../../support/database.ts'

interface Narrowing { tag?: string, author?: string }

/** A list, how it is walked, and what others publish between one request and the next. */
interface Walk {
  atStart: number
  size: number
  narrowing: Narrowing
  /** Before each request: how many articles are added, and how long ago they say they were; 0 is now, at the head. */
  additions: { amount: number, secondsAgo: number }[]
}

const walk: fc.Arbitrary<Walk> = fc.record({
  atStart: fc.integer({ min: 0, max: 40 }),
  size: fc.integer({ min: 1, max: 9 }),
  narrowing: fc.constantFrom<Narrowing[]>({}, { tag: 'x' }, { author: 'a' }, { tag: 'y', author: 'b' }),
  additions: fc.array(fc.record({ amount: fc.integer({ min: 0, max: 7 }), secondsAgo: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 60 })) }), { maxLength: 12 }),
})

/** Articles of two authors and two tags; several of the same moment, so that keys and not times decide their order. */
async function addArticles(sql: postgres.Sql, amount: number, secondsAgo: number): Promise<void> {
  if (amount === 0) return
  await sql`
    with inserted as (
      insert into articles (author_id, title, slug, description, body, body_html, created_at)
      select 1 + i % 2, 'T', gen_random_uuid(), '', '', '',
        (select coalesce(max(created_at), '2026-01-01') from articles) - ${secondsAgo}::int * interval '1 second' + (i / 4) * interval '1 second'
      from generate_series(1, ${amount}::int) i returning id, author_id, created_at
    )
    insert into article_tags (article_id, tag_id, author_id, created_at) select id, 1 + id / 2 % 2, author_id, created_at from inserted`
}

async function readList(repository: ArticleRepository, query: Parameters<ArticleRepository['list']>[0]) {
  return articleListSchema.parse(JSON.parse((await repository.list(query)).json ?? ''))
}

/** Walks until an empty page, as the simplest crawler does. */
async function walkByPage(repository: ArticleRepository, { size, narrowing }: Walk, beforeEach: () => Promise<void>): Promise<string[]> {
  const seen: string[] = []
  for (let page = 1; ; page++) {
    await beforeEach()
    const { articles } = await readList(repository, { page, size, ...narrowing })
    if (articles.length === 0) return seen
    seen.push(...articles.map(({ slug }) => slug))
  }
}

async function walkByCursor(repository: ArticleRepository, { size, narrowing }: Walk, beforeEach: () => Promise<void>): Promise<string[]> {
  const seen: string[] = []
  let cursor: string | undefined
  do {
    await beforeEach()
    const { articles, nextCursor } = await readList(repository, { page: 1, size, cursor, ...narrowing })
    seen.push(...articles.map(({ slug }) => slug))
    if (nextCursor === cursor || seen.length > 1_000) throw new Error('the walk does not end')
    cursor = nextCursor ?? undefined
  } while (cursor !== undefined)
  return seen
}

/** Runs many walks of one kind over a real database, with what was there at the start and what the walk has seen. */
async function checkWalks(walkList: typeof walkByPage, expectation: (atStart: string[], seen: string[]) => void): Promise<void> {
  await withEmptyDatabase(async (url) => {
    await migrate(url)
    const sql = postgres(url, { max: 1, onnotice: () => {} })
    const repository = articleRepository(drizzle({ client: sql }))
    try {
      await sql`insert into users (name, email) values ('a', 'a@example.com'), ('b', 'b@example.com')`
      await sql`insert into tags (name) values ('x'), ('y')`
      await fc.assert(fc.asyncProperty(walk, async (how) => {
        await sql`truncate articles cascade`
        await addArticles(sql, how.atStart, 0)
        const atStart = await walkByPage(repository, { ...how, size: 100 }, async () => {})
        const additions = [...how.additions]
        const seen = await walkList(repository, how, async () => {
          const { amount, secondsAgo } = additions.shift() ?? { amount: 0, secondsAgo: 0 }
          await addArticles(sql, amount, secondsAgo)
        })
        expectation(atStart, seen)
      }), { numRuns: 60 })
    }
    finally {
      await sql.end()
    }
  })
}

describe('a walk through the list while articles are added', () => {
  it('by cursor sees each article that was there at the start exactly once, in order', () => checkWalks(walkByCursor, (atStart, seen) => {
    const wanted = new Set(atStart)
    expect(seen.filter(slug => wanted.has(slug))).toEqual(atStart)
    expect(new Set(seen).size, 'nothing twice').toBe(seen.length)
  }), 120_000)

  it('by page leaves out none that was there at the start', () => checkWalks(walkByPage, (atStart, seen) => {
    const found = new Set(seen)
    expect(atStart.filter(slug => !found.has(slug))).toEqual([])
  }), 120_000)
})
