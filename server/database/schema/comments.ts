import { index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { articles } from './articles.ts'
import { moment } from './columns.ts'
import { users } from './users.ts'

/** `body` is plain text. */
export const comments = pgTable('comments', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  articleId: integer('article_id').notNull().references(() => articles.id, { onDelete: 'cascade' }),
  authorId: integer('author_id').notNull().references(() => users.id),
  body: text('body').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
}, table => [
  index('comments_newest').on(table.articleId, table.createdAt, table.id),
])
