import { check, index, integer, pgTable, primaryKey, unique } from 'drizzle-orm/pg-core'
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
 * The list cut into blocks of at most 2,000 neighbours: the oldest key of each, how many articles it
 * has, and how many are `older` than it. The block of any page is then one look-up by `older`, and
 * only that block is walked. An article that is added at the head changes the newest block alone;
 * one that is deleted or back-dated changes every younger block's `older`. Kept exact by triggers.
 */
export const articleBlocks = pgTable('article_blocks', {
  oldestCreatedAt: moment('oldest_created_at').notNull(),
  oldestId: integer('oldest_id').notNull(),
  articles: integer('articles').notNull(),
  older: integer('older').notNull(),
}, table => [
  primaryKey({ name: 'article_blocks_key', columns: [table.oldestCreatedAt, table.oldestId] }),
  index('article_blocks_by_rank').on(table.older, table.oldestCreatedAt, table.oldestId),
  check('article_blocks_not_negative', sql`${table.articles} >= 0`),
])
