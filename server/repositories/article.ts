import { desc, eq, sql } from 'drizzle-orm'
import type { Article, ArticleList } from '../../shared/schemas/article.ts'
import type { ArticleListQuery } from '../../shared/schemas/article-list-query.ts'
import type { Reader } from '../database/reader.ts'
import { articles, users } from '../database/schema/index.ts'
import { articleFields, summaryFields } from './article-fields.ts'
import type { ListFilter } from './article-keys.ts'
import { articleCount, deepPageOfKeys, pageOfKeys } from './article-keys.ts'

/** From here on, finding a page's block costs less than walking to the page. */
const DEEP_OFFSET = 2_000

function prepareList(database: Reader, filter: ListFilter) {
  const name = ['articles', filter.author && 'by_author', filter.tag && 'by_tag'].filter(Boolean).join('_')
  const selectPage = (keys: typeof deepPageOfKeys) => database
    // The count stands beside each row, so that both are of one moment.
    .select({ ...summaryFields, articlesCount: articleCount(filter) })
    .from(articles)
    .innerJoin(users, eq(users.id, articles.authorId))
    // An array, not a join: whatever the planner thinks of the list's length, it fetches rows by key.
    .where(sql`${articles.id} = any(array(${keys}))`)
    .orderBy(desc(articles.createdAt), desc(articles.id))

  return {
    page: selectPage(pageOfKeys(filter)).prepare(name),
    deepPage: filter.author || filter.tag ? undefined : selectPage(deepPageOfKeys).prepare(`${name}_deep`),
    /** For an empty page, which has no row to carry the count. */
    count: database.select({ articlesCount: articleCount(filter) }).from(sql`(values (1)) one`).prepare(`${name}_count`),
  }
}

function createArticleRepository(database: Reader) {
  const lists = new Map([false, true].flatMap(author => [false, true].map(tag =>
    [`${author}/${tag}`, prepareList(database, { author, tag })])))

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
      const list = lists.get(`${author !== undefined}/${tag !== undefined}`)
      if (!list) throw new TypeError('no list is prepared for this filter')
      const offset = (page - 1) * size
      const select = offset >= DEEP_OFFSET && list.deepPage ? list.deepPage : list.page
      const rows = await select.execute({ size, offset, author, tag })
      const [first = (await list.count.execute({ author, tag }))[0]] = rows
      return {
        articles: rows.map(({ articlesCount: _, ...article }) => article),
        articlesCount: first?.articlesCount ?? 0,
      }
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

const repositories = new WeakMap<Reader, ArticleRepository>()

/**
 * The reads of articles over this Drizzle instance or transaction. Their statements are prepared
 * once for each.
 */
export function articleRepository(database: Reader): ArticleRepository {
  let repository = repositories.get(database)
  if (!repository) {
    repository = createArticleRepository(database)
    repositories.set(database, repository)
  }
  return repository
}
