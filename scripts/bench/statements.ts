import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { articleRepository } from '../../server/repositories/article.ts'

/** The SQL that the site itself runs, so that the bare server runs the same. */
export interface Statements { list: string, detail: string }

/**
 * Asks the site's own repository for its statements.
 *
 * @param url any host of the cluster, with at least one article
 */
export async function captureStatements(url: string): Promise<Statements> {
  const client = postgres(url, { max: 1, fetch_types: false })
  const captured: string[] = []
  const articles = articleRepository(drizzle({ client, logger: { logQuery: statement => captured.push(statement) } }))
  try {
    await articles.list({ page: 1, size: 10 })
    await articles.findBySlug('')
    const [list, detail] = captured
    if (!list || !detail) throw new Error('the repository did not run the statements that the bench knows')
    return { list, detail }
  }
  finally {
    await client.end()
  }
}
