import { setTimeout as sleep } from 'node:timers/promises'
import { asc, desc, eq, sql } from 'drizzle-orm'
import { readDatabaseConfiguration } from '../../server/database/configuration.ts'
import type { Database } from '../../server/database/database.ts'
import { openDatabase } from '../../server/database/database.ts'
import type { Position } from '../../server/database/position.ts'
import type { ReadTransaction } from '../../server/database/reader.ts'
import { articles, comments, users } from '../../server/database/schema/index.ts'
import { articleRepository } from '../../server/repositories/article.ts'
import type { LocalCluster } from '../local-cluster/index.ts'
import { printRatio } from './figures.ts'
import { compareSides, printSides } from './side-by-side.ts'

const EVERYWHERE_WITHIN_MS = 10_000

/** Where the primary is, once every host has replayed it. */
async function positionEverywhere({ writePosition, wasEverywhere }: Database): Promise<Position> {
  let position = await writePosition()
  const until = performance.now() + EVERYWHERE_WITHIN_MS
  while (!wasEverywhere(position, 0)) {
    if (performance.now() > until) throw new Error(`the standbys did not replay the primary's position within ${EVERYWHERE_WITHIN_MS / 1000} s`)
    await sleep(200)
    position = await writePosition()
  }
  return position
}

/** The article and its comments as two statements, each prepared by the connection. */
async function twoStatements(transaction: ReadTransaction, slug: string) {
  const [article] = await transaction.select().from(articles)
    .innerJoin(users, eq(users.id, articles.authorId)).where(eq(articles.slug, slug)).prepare('bench_article').execute()
  if (!article) return
  return transaction.select().from(comments)
    .innerJoin(users, eq(users.id, comments.authorId)).where(eq(comments.articleId, article.articles.id))
    .orderBy(desc(comments.createdAt), desc(comments.id)).prepare('bench_comments').execute()
}

/** What seeing one's own writes costs a read, and what several statements of one moment cost beside one statement. */
export async function measureReadYourWrites(cluster: LocalCluster, seconds: number): Promise<void> {
  const database = openDatabase(readDatabaseConfiguration({ NUXT_DATABASE_URL: cluster.primaryUrl, NUXT_DATABASE_RO_URL: cluster.readUrl }))
  const { reader, readFrom } = database
  try {
    const position = await positionEverywhere(database)
    const one = reader.select({ one: sql`1` }).from(sql`(values (1)) one`).prepare('bench_one')
    const reads = await compareSides([
      { name: 'read', work: () => one.execute() },
      { name: 'read, from nowhere', work: () => readFrom(undefined, () => one.execute()) },
      { name: 'read, from a position', work: () => readFrom(position, () => one.execute()) },
      { name: 'read, and what it saw', work: () => readFrom(position, seen => one.execute().then(seen)) },
    ], seconds)
    printSides(reads)
    const from = reads.get('read, from a position')
    printRatio('from a position: p50 above a plain read\'s, µs', from?.more ?? Number.NaN, '')
    printRatio('from a position / plain, 20 at a time', from?.ratio ?? Number.NaN, '')

    const [found] = await reader.select({ slug: articles.slug }).from(articles)
      .innerJoin(comments, eq(comments.articleId, articles.id)).orderBy(asc(articles.id)).limit(1)
    if (!found) throw new Error('no article has comments')
    const { slug } = found
    const moments = await compareSides([
      { name: 'article, one statement', work: () => articleRepository(reader).findBySlug(slug) },
      { name: 'article, two of one moment', work: () => reader.transaction(transaction => twoStatements(transaction, slug)) },
      { name: 'article, two on their own', work: () => twoStatements(reader, slug) },
    ], seconds)
    printSides(moments)
    const transaction = moments.get('article, two of one moment')
    printRatio('transaction: p50 above one statement\'s, µs', transaction?.more ?? Number.NaN, '')
    printRatio('transaction / one statement, 20 at a time', transaction?.ratio ?? Number.NaN, '')
  }
  finally {
    await database.close()
  }
}
