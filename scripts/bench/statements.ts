import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { articleRepository } from '../../server/repositories/article.ts'

/** A statement of the site with the parameters of one execution. */
export interface Statement { text: string, parameters: readonly unknown[] }

/** The SQL that the site itself runs, so that the bare server runs the same; its parameters are those of `SAMPLE`. */
export interface Statements { list: Statement, detail: Statement }

/** What the statements are asked for: whoever runs them puts another offset and slug in place of these. */
export const SAMPLE = { offset: 987_654_320, slug: 'the slug of the sample' }

/**
 * Asks the site's own repository for its statements.
 *
 * @param url any host of the cluster, with at least one article
 */
export async function captureStatements(url: string): Promise<Statements> {
  const client = postgres(url, { max: 1, fetch_types: false })
  const captured: Statement[] = []
  const articles = articleRepository(drizzle({ client, logger: { logQuery: (text, parameters) => captured.push({ text, parameters }) } }))
  try {
    await articles.list({ page: 1 + SAMPLE.offset / 10, size: 10 })
    await articles.findBySlug(SAMPLE.slug)
    const [list, detail] = captured
    if (!list || !detail) throw new Error('the repository did not run the statements that the bench knows')
    return { list, detail }
  }
  finally {
    await client.end()
  }
}
