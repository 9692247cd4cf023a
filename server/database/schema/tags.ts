import { foreignKey, index, integer, pgTable, primaryKey, varchar } from 'drizzle-orm/pg-core'
import { articles } from './articles.ts'
import { moment } from './columns.ts'

export const tags = pgTable('tags', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  name: varchar('name', { length: 255 }).notNull().unique(),
})

/**
 * Which article carries which tag. The article's author and creation time stand here again, kept
 * true by the foreign key, so that the newest articles of a tag are one index scan without a sort.
 */
export const articleTags = pgTable('article_tags', {
  articleId: integer('article_id').notNull(),
  tagId: integer('tag_id').notNull().references(() => tags.id),
  authorId: integer('author_id').notNull(),
  createdAt: moment('created_at').notNull(),
}, table => [
  primaryKey({ columns: [table.articleId, table.tagId] }),
  foreignKey({
    name: 'article_tags_article',
    columns: [table.articleId, table.authorId, table.createdAt],
    foreignColumns: [articles.id, articles.authorId, articles.createdAt],
  }).onDelete('cascade'),
  index('article_tags_newest').on(table.tagId, table.createdAt, table.articleId),
  index('article_tags_newest_by_author').on(table.authorId, table.tagId, table.createdAt, table.articleId),
])
