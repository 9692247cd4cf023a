import { eq, sql } from 'drizzle-orm'
import { articles, users } from '../database/schema/index.ts'
import type { ReadTransaction } from '../database/reader.ts'
import { isoTime } from './article-fields.ts'
import { onceFor } from './once-for.ts'

/** What an article's picture shows; `createdAt` is ISO 8601. */
export interface ArticleCard { title: string, author: string, createdAt: string }

function createArticleCardRepository(database: ReadTransaction) {
  const bySlug = database
    .select({ title: articles.title, author: users.name, createdAt: isoTime(articles.createdAt) })
    .from(articles).innerJoin(users, eq(users.id, articles.authorId))
    .where(eq(articles.slug, sql.placeholder('slug')))
    .prepare('article_card')

  return {
    /** What the picture of the article shows, or null when no article has this slug. */
    async findBySlug(slug: string): Promise<ArticleCard | null> {
      const [article] = await bySlug.execute({ slug })
      return article ?? null
    },
  }
}

/** The read of articles' pictures over this Drizzle instance or transaction. */
export const articleCardRepository = onceFor(createArticleCardRepository)
