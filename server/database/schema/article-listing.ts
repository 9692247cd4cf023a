import { check, integer, pgTable, primaryKey, unique } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import { moment } from './columns.ts'
import { tags } from './tags.ts'
import { users } from './users.ts'

/**
 * How many articles there are: of all (both null), of an author, of a tag, of both together.
 * Kept exact by triggers inside the writing transaction, so no list request ever counts.
 */
export const articleCounts = pgTable('article_counts', {
  authorId: integer('author_id').references(() => users.id, { onDelete: 'cascade' }),
  tagId: integer('tag_id').references(() => tags.id, { onDelete: 'cascade' }),
  articles: integer('articles').notNull(),
}, table => [
  unique('article_counts_key').on(table.authorId, table.tagId).nullsNotDistinct(),
  check('article_counts_not_negative', sql`${table.articles} >= 0`),
])

/**
 * The list cut into blocks of at most 2,000 neighbours, each with its oldest key and its count: an
 * order-statistics tree of depth one. Summing the blocks finds the block of any page without
 * walking what lies before it. Kept exact by triggers.
 */
export const articleBlocks = pgTable('article_blocks', {
  oldestCreatedAt: moment('oldest_created_at').notNull(),
  oldestId: integer('oldest_id').notNull(),
  articles: integer('articles').notNull(),
}, table => [
  primaryKey({ name: 'article_blocks_key', columns: [table.oldestCreatedAt, table.oldestId] }),
  check('article_blocks_not_negative', sql`${table.articles} >= 0`),
])
