import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedDatabase } from '../../scripts/seed/index.ts'
import { migrate } from '../../server/database/migrate.ts'
import type { ArchivedCluster } from './support/archived-cluster.ts'
import { startArchivedCluster } from './support/archived-cluster.ts'

const ARTICLES = 45

/** What a database holds, as far as these tests change it. */
interface Contents { articles: number, counted: number, notes: string[] }

let archived: ArchivedCluster
/** Before somebody deleted everything. */
let goodMoment = ''

async function ask<Row extends object>(url: string, query: (sql: postgres.Sql) => postgres.PendingQuery<Row[]>): Promise<readonly Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await query(sql)
  }
  finally {
    await sql.end()
  }
}

const note = async (text: string) => {
  await ask(archived.adminUrl, sql => sql`insert into notes (text) values (${text})`)
}

async function contentsOf(url: string): Promise<Contents> {
  const [row] = await ask<Contents>(url, sql => sql`select
    (select count(*)::integer from articles) as articles,
    (select coalesce(max(articles), 0)::integer from article_counts where author_id is null and tag_id is null) as counted,
    array(select text from notes order by id) as notes`)
  if (!row) throw new Error('no row')
  return row
}

beforeAll(async () => {
  archived = await startArchivedCluster(15_900)
  const { primaryUrl } = archived.cluster
  await migrate(primaryUrl)
  await seedDatabase({ url: primaryUrl, articles: ARTICLES })
  await ask(archived.adminUrl, sql => sql`create table notes (id integer generated always as identity, text text not null)`)
  await ask(archived.adminUrl, sql => sql`grant all on notes to public`)
  await archived.backUp()
  await note('after the backup')
  const [now] = await ask<{ moment: string }>(archived.adminUrl, sql => sql`select clock_timestamp()::text as moment`)
  goodMoment = now?.moment ?? ''
  await ask(archived.adminUrl, sql => sql`delete from articles`)
  await note('after the mistake')
  await archived.archive()
  await note('not archived yet')
  await archived.lose()
})
afterAll(async () => {
  await archived.remove()
})

describe('a database whose servers are all lost', () => {
  it('comes back as it was at a moment that is named, and takes writes', async () => {
    const url = await archived.restore(goodMoment)
    expect(await contentsOf(url)).toEqual({ articles: ARTICLES, counted: ARTICLES, notes: ['after the backup'] })
    await ask(url, sql => sql`insert into notes (text) values ('after the restoration')`)
    expect((await contentsOf(url)).notes).toEqual(['after the backup', 'after the restoration'])
  })

  it('comes back with all that was archived, and without what was not', async () => {
    const url = await archived.restore()
    expect(await contentsOf(url)).toEqual({ articles: 0, counted: 0, notes: ['after the backup', 'after the mistake'] })
  })

  it('has the schema that the migrations know', async () => {
    const url = await archived.restore(goodMoment)
    await migrate(url)
    expect((await contentsOf(url)).articles).toBe(ARTICLES)
  })
})
