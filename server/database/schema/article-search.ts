import { customType, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import { articles } from './articles.ts'
import { moment } from './columns.ts'

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

/**
 * What a search looks through, kept by triggers: title, description and body of each article as lexemes. The documents lie
 * outside the rows, so that finding the newest of many matches reads a few bytes of each.
 */
export const articleSearch = pgTable('article_search', {
  articleId: integer('article_id').primaryKey().references(() => articles.id, { onDelete: 'cascade' }),
  authorId: integer('author_id').notNull(),
  createdAt: moment('created_at').notNull(),
  document: tsvector('document').notNull(),
}, table => [
  index('article_search_document').using('gin', table.document),
])

/** Every lexeme that an article has held: what a mistyped word is compared with. */
export const searchWords = pgTable('search_words', {
  word: text('word').primaryKey(),
}, table => [
  index('search_words_alike').using('gin', sql`${table.word} gin_trgm_ops`),
])
