import { eq, sql } from 'drizzle-orm'
import type { Article, ArticleList } from '../../shared/schemas/article.ts'
import type { ArticleListQuery } from '../../shared/schemas/article-list-query.ts'
import type { ReadTransaction } from '../database/reader.ts'
import { articles, users } from '../database/schema/index.ts'
import { articleFields, summaryList } from './article-fields.ts'
import type { ListFilter } from './article-keys.ts'
import { articleCount, pageOfKeys } from './article-keys.ts'

function prepareList(database: ReadTransaction, filter: ListFilter) {
  const name = ['articles', filter.author && 'by_author', filter.tag && 'by_tag'].filter(Boolean).join('_')
  // Always one row, past the end of the list as well, so that page and count are of one moment.
  return database
    .select({ articles: summaryList(pageOfKeys(filter)), articlesCount: articleCount(filter) })
    .from(sql`(values (1)) one`)
    .prepare(name)
}

function createArticleRepository(database: ReadTransaction) {
  const lists = {
    all: prepareList(database, { author: false, tag: false }),
    author: prepareList(database, { author: true, tag: false }),
    tag: prepareList(database, { author: false, tag: true }),
    authorAndTag: prepareList(database, { author: true, tag: true }),
  }
  const bySlug = database.select(articleFields).from(articles)
    .innerJoin(users, eq(users.id, articles.authorId))
    .where(eq(articles.slug, sql.placeholder('slug')))
    .prepare('article_by_slug')

  return {
    /**
     * One page of summaries, newest first, and how many articles the filters match in all; an empty
     * list past the end. Reads no bodies and counts nothing: see `article_blocks` and `article_counts`.
     */
    async list({ page, size, author, tag }: ArticleListQuery): Promise<ArticleList> {
      const list = lists[author === undefined ? (tag === undefined ? 'all' : 'tag') : (tag === undefined ? 'author' : 'authorAndTag')]
      const [found] = await list.execute({ size, offset: (page - 1) * size, author, tag })
      return found ?? { articles: [], articlesCount: 0 }
    },

    /** The article with its comments, or null when no article has this slug. */
    async findBySlug(slug: string): Promise<Article | null> {
      const [article] = await bySlug.execute({ slug })
      return article ?? null
    },
  }
}

/** Reads of articles. Each is one statement: what it returns is one state of one host. */
export type ArticleRepository = ReturnType<typeof createArticleRepository>

const repositories = new WeakMap<ReadTransaction, ArticleRepository>()

/**
 * The reads of articles over this Drizzle instance or transaction. Their statements are prepared
 * once for each.
 */
export function articleRepository(database: ReadTransaction): ArticleRepository {
  let repository = repositories.get(database)
  if (!repository) {
    repository = createArticleRepository(database)
    repositories.set(database, repository)
  }
  return repository
}
