import { index, integer, pgTable, text, unique, varchar } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'
import { users } from './users.ts'

/** `bodyHtml` is the sanitised rendering of `body`, made when the article is written. */
export const articles = pgTable('articles', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  authorId: integer('author_id').notNull().references(() => users.id),
  title: varchar('title', { length: 255 }).notNull(),
  slug: varchar('slug', { length: 255 }).notNull().unique(),
  description: text('description').notNull(),
  body: text('body').notNull(),
  bodyHtml: text('body_html').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
}, table => [
  // Ascending, and read backwards: a DESC index would sort NULLS LAST and not serve a plain ORDER BY … DESC.
  index('articles_newest').on(table.createdAt, table.id),
  index('articles_newest_by_author').on(table.authorId, table.createdAt, table.id),
  // The target of article_tags' foreign key, which keeps its copies of these columns true.
  unique('articles_listing_key').on(table.id, table.authorId, table.createdAt),
])
