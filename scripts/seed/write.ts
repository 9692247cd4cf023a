import type { TransactionSql } from 'postgres'
import { tagNames } from './content.ts'
import { copyRows } from './copy.ts'
import { escapeField, formatMoment, formatRow } from './copy-format.ts'
import { createArticle } from './generate.ts'
import { FIRST_MOMENT } from './moments.ts'
import { people } from './people.ts'
import { createBodyRenderer } from './rendered-blocks.ts'

/** Articles in one COPY: the server queues checks of foreign keys and rows for triggers until the end of each. */
const BATCH = 5_000

const NINE_HOURS = 9 * 3_600_000

export interface WriteOptions {
  articles: number
  seed: number
  onProgress: (done: number, total: number) => void
}

/** The newest article gets the highest id, as if all had been written one after the other. */
async function* createRows(
  { articles, seed }: WriteOptions,
  [first, last]: readonly [number, number],
  rest: { tagRows: string[], commentRows: string[], comments: number },
  render: ReturnType<typeof createBodyRenderer>,
): AsyncGenerator<string> {
  for (let id = first; id <= last; id += 1) {
    const article = createArticle(seed, articles - id)
    const authorId = article.author + 1
    const createdAt = formatMoment(article.createdAt)
    const { bodyField, bodyHtmlField } = await render(article.blocks)
    for (const tag of article.tags) rest.tagRows.push(formatRow(id, tag + 1, authorId, createdAt))
    for (const comment of article.comments) {
      rest.comments += 1
      rest.commentRows.push(formatRow(rest.comments, id, comment.author + 1, escapeField(comment.body), formatMoment(comment.createdAt)))
    }
    yield formatRow(
      id, authorId, escapeField(article.title), article.slug, escapeField(article.description), bodyField, bodyHtmlField,
      createdAt, formatMoment(article.updatedAt),
    )
  }
}

/**
 * Fills empty tables.
 *
 * @returns how many comments were written
 */
export async function writeContent(transaction: TransactionSql, options: WriteOptions): Promise<number> {
  await copyRows(transaction, 'users', people.map(({ name, email }, index) => formatRow(index + 1, name, email, formatMoment(FIRST_MOMENT + index * NINE_HOURS))))
  await copyRows(transaction, 'tags', tagNames.map((name, index) => formatRow(index + 1, name)))

  const render = createBodyRenderer()
  let comments = 0
  for (let first = 1; first <= options.articles; first += BATCH) {
    const last = Math.min(first + BATCH - 1, options.articles)
    const rest = { tagRows: [], commentRows: [], comments }
    await copyRows(transaction, 'articles', createRows(options, [first, last], rest, render))
    await copyRows(transaction, 'article_tags', rest.tagRows)
    await copyRows(transaction, 'comments', rest.commentRows)
    comments = rest.comments
    options.onProgress(last, options.articles)
  }

  for (const table of ['users', 'tags', 'articles', 'comments']) {
    await transaction.unsafe(`select setval(pg_get_serial_sequence('${table}', 'id'), coalesce(max(id), 1), max(id) is not null) from ${table}`)
  }
  return comments
}
