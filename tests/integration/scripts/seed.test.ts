import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { SeedError, isEmpty, seedDatabase } from '../../../scripts/seed/index.ts'
import { migrate } from '../../../server/database/migrate.ts'
import { renderMarkdown } from '../../../server/markdown/render.ts'
import { withConnection, withEmptyDatabase } from '../support/database.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../../..')

const withSchema = <Result>(work: (url: string) => Promise<Result>) => withEmptyDatabase(async (url) => {
  await migrate(url)
  return work(url)
})

const everythingOf = (url: string, articles: number) => withConnection(url, async (sql) => {
  const rows = await sql`
    select a.title, a.slug, a.description, a.body, a.body_html, a.created_at, a.updated_at, u.name,
      (select json_agg(t.name order by t.name) from article_tags x join tags t on t.id = x.tag_id where x.article_id = a.id) as tags,
      (select json_agg(json_build_array(c.body, c.created_at, c.author_id) order by c.id) from comments c where c.article_id = a.id) as comments
    from articles a join users u on u.id = a.author_id
    order by a.created_at desc limit ${articles}`
  return [...rows]
})

const seedByHand = (url: string, words: readonly string[], environment: Record<string, string> = {}) =>
  run(process.execPath, [resolve(root, 'scripts/seed.ts'), ...words], { env: { ...process.env, NUXT_DATABASE_URL: url, ...environment } })

describe('a seed', () => {
  it('fills an empty database with what it says', () => withSchema(async (url) => {
    expect(await isEmpty(url)).toBe(true)
    const steps: number[] = []
    const result = await seedDatabase({ url, articles: 40, onProgress: done => steps.push(done) })
    expect(result).toMatchObject({ users: 50, articles: 40 })
    expect(steps.at(-1)).toBe(40)
    expect(await isEmpty(url)).toBe(false)
    await withConnection(url, async (sql) => {
      const [counts] = await sql`
        select (select count(*)::int from users) as users, (select count(*)::int from articles) as articles,
          (select count(*)::int from comments) as comments, (select count(*)::int from tags) as tags`
      expect(counts).toEqual(result)
      const [ordered] = await sql`select bool_and(newer) as holds from (select created_at > lag(created_at) over (order by id) as newer from articles)`
      expect(ordered).toEqual({ holds: true })
      const [visible] = await sql`select relallvisible > 0 as holds from pg_class where oid = 'articles'::regclass`
      expect(visible).toEqual({ holds: true })
    })
  }))

  it('is the same for the same number, and its newest articles are the same however many there are', () => withSchema(async (url) => {
    await seedDatabase({ url, articles: 20, seed: 7 })
    const first = await everythingOf(url, 20)
    await seedDatabase({ url, articles: 60, seed: 7, reset: true })
    expect(await everythingOf(url, 20)).toEqual(first)
    await seedDatabase({ url, articles: 20, seed: 8, reset: true })
    expect(await everythingOf(url, 20)).not.toEqual(first)
  }))

  it('stores what the renderer makes of each body', () => withSchema(async (url) => {
    await seedDatabase({ url, articles: 50 })
    await withConnection(url, async (sql) => {
      for (const { body, bodyHtml } of await sql<{ body: string, bodyHtml: string }[]>`select body, body_html as "bodyHtml" from articles`) {
        expect(bodyHtml).toBe(await renderMarkdown(body))
      }
    })
  }))

  it('leaves the database ready for the next rows', () => withSchema(async (url) => {
    await seedDatabase({ url, articles: 5 })
    await withConnection(url, async (sql) => {
      const [article] = await sql`insert into articles (author_id, title, slug, description, body, body_html) values (1, 'a', 'a', 'a', 'a', 'a') returning id`
      expect(article).toEqual({ id: 6 })
      const [counted] = await sql`select articles from article_counts where author_id is null and tag_id is null`
      expect(counted).toEqual({ articles: 6 })
    })
  }))
})

describe('a seed that is refused', () => {
  it('does not touch what is there, unless it was told to', () => withSchema(async (url) => {
    await withConnection(url, sql => sql`insert into users (name, email) values ('Somebody', 'somebody@example.com')`)
    await expect(seedDatabase({ url, articles: 5 })).rejects.toThrow(new SeedError('the database is not empty, use --reset to delete all of its content first'))
    expect(await withConnection(url, async sql => [...await sql`select name from users`])).toEqual([{ name: 'Somebody' }])
    expect(await seedDatabase({ url, articles: 5, reset: true })).toMatchObject({ users: 50, articles: 5 })
  }))

  it('says what to do about a missing schema', () => withEmptyDatabase(async (url) => {
    await expect(seedDatabase({ url })).rejects.toThrow(/npm run db:migrate/)
    await expect(isEmpty(url)).rejects.toThrow(SeedError)
  }))
})

describe('a seed that fails', () => {
  const refuse = (url: string, trigger: string) => withConnection(url, sql => sql.unsafe(`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no room for this'; end $$;
    create trigger refuse ${trigger} execute function refuse()`))

  it.each([
    ['at a row', 'before insert on articles for each row'],
    ['after the last row', 'after insert on articles for each statement'],
    ['in the last table', 'after insert on comments for each statement'],
  ])('%s says why and leaves nothing', (_, trigger) => withSchema(async (url) => {
    await refuse(url, trigger)
    await expect(seedDatabase({ url, articles: 50 })).rejects.toThrow('no room for this')
    expect(await isEmpty(url)).toBe(true)
  }))

  it('because its connection is gone says so', () => withSchema(async (url) => {
    const failing = seedDatabase({
      url,
      articles: 20_000,
      onProgress: () => void withConnection(url, sql => sql`
        select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`),
    })
    await expect(failing).rejects.toThrow(/terminat|CONNECTION_CLOSED|ECONNRESET|EPIPE/)
    expect(await isEmpty(url)).toBe(true)
  }))
})

describe('the command', () => {
  it('prints one line with counts, and the progress before it', () => withSchema(async (url) => {
    const { stdout } = await seedByHand(url, ['--articles', '12', '--seed', '3'])
    expect(stdout).toMatch(/^12 of 12 articles\nSeeded 50 users, 12 articles, \d+ comments and \d+ tags in \d+\.\d s\.\n$/)
  }))

  it.each([
    [['--articles', 'many'], /--articles is "many", expected a whole number/],
    [['--sed', '1'], /--sed/],
  ])('refuses %j in one line', async (words, message) => {
    const failure: unknown = await seedByHand('postgres://kuberocks:geheim@127.0.0.1:1/x', words).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(message) })
    expect(failure).toMatchObject({ stderr: expect.stringMatching(/^[^\n]+\n$/) })
  })

  it('never shows a password', async () => {
    const failure: unknown = await seedByHand('postgres://kuberocks:geheim@127.0.0.1:1/x', [], { NUXT_DATABASE_PASSWORD: 'heimlich' }).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 1, stderr: expect.not.stringMatching(/geheim|heimlich/) })
  })
})
