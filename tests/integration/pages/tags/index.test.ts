import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SiteProcess } from '../../../../scripts/site-process.ts'
import { migrate } from '../../../../server/database/migrate.ts'
import type { EmptyDatabase } from '../../support/database.ts'
import { createEmptyDatabase, withConnection } from '../../support/database.ts'
import { ask, startTestSite } from '../../support/site.ts'

let database: EmptyDatabase
let site: SiteProcess
beforeAll(async () => {
  database = await createEmptyDatabase()
  await migrate(database.url)
  await withConnection(database.url, async (sql) => {
    await sql`insert into users (name, email) values ('Ada', 'a@example.com')`
    await sql`insert into articles (author_id, title, slug, description, body, body_html) values (1, 'T', 't', 'D', 'B', '<p>B</p>')`
    await sql`insert into tags (name) select 'tag-' || to_char(number, 'FM000') from generate_series(1, 101) number`
    await sql`insert into article_tags (article_id, tag_id, author_id, created_at) select a.id, t.id, a.author_id, a.created_at from articles a, tags t`
  })
  site = await startTestSite({ primaryUrl: database.url })
})
afterAll(async () => {
  await site.stop()
  await database.drop()
})

const page = (path: string) => ask(site.url + path, { headers: { accept: 'text/html' } })
const namesOn = (html: string) => [...html.matchAll(/href="\/tags\/(tag-\d+)"/g)].map(([, name]) => name)

describe('the list of tags', () => {
  it('goes on past a hundred of them, and names its pages', async () => {
    const [first, second] = [await page('/tags'), await page('/tags?page=2')]
    expect([first.status, second.status, (await page('/tags?page=3')).status]).toEqual([200, 200, 404])
    expect(namesOn(first.body)).toHaveLength(100)
    expect(namesOn(second.body)).toHaveLength(1)
    expect(new Set([...namesOn(first.body), ...namesOn(second.body)]).size).toBe(101)
    expect(first.body).toMatch(/<a href="\/tags\?page=2" rel="next"/)
    expect(second.body).toMatch(/<a href="\/tags" rel="prev"/)
    expect(second.body).toContain('<link rel="canonical" href="/tags?page=2">')
    expect(second.body).toContain('Page 2 of 2')
  })
})
