import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { TransactionSql } from 'postgres'

/** Columns with the database's own numbering: COPY may fill them, and the counters are set afterwards. */
const columns = {
  users: 'id, name, email, created_at',
  tags: 'id, name',
  articles: 'id, author_id, title, slug, description, body, body_html, created_at, updated_at',
  article_tags: 'article_id, tag_id, author_id, created_at',
  comments: 'id, article_id, author_id, body, created_at',
} as const

export type CopyTable = keyof typeof columns

/** Rows go out in pieces of about this many characters: large enough to be few, small enough to flow. */
const PIECE = 65_536

async function* joinRows(rows: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  let piece = ''
  for await (const row of rows) {
    piece += row
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

/**
 * Writes rows with one COPY, as fast as the server takes them.
 *
 * @param rows of `formatRow`, in the order of the table's columns above
 * @throws the server's error, also one that it finds only after the last row
 */
export async function copyRows(transaction: TransactionSql, table: CopyTable, rows: Iterable<string> | AsyncIterable<string>): Promise<void> {
  const query = transaction.unsafe(`copy ${table} (${columns[table]}) from stdin`)
  // The driver settles the query when the stream is ready and drops errors that come later, such as a
  // trigger's at the end: without this the stream would never finish.
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  Object.assign(query, { reject: failure.reject })

  const stream = await Promise.race([query.writable(), failure.promise])
  await Promise.race([pipeline(Readable.from(joinRows(rows)), stream), failure.promise])
}
