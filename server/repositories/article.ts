import { eq, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { Article, ArticleList } from '../../shared/schemas/article.ts'
import type { ArticleListQuery } from '../../shared/schemas/article-list-query.ts'
import type { ReadTransaction } from '../database/reader.ts'
import { articles, users } from '../database/schema/index.ts'
import { articleModifiedAt, articleObject, isoSeconds, neighbourJoins, summaryList } from './article-fields.ts'
import type { ListFilter } from './article-keys.ts'
import { articleCount, pageOfKeys } from './article-keys.ts'
import type { SearchFilter } from './article-search.ts'
import { searchPage } from './article-search.ts'
import type { JsonDocument } from './json-document.ts'
import { column, documentFields, versioned } from './json-document.ts'
import { onceFor } from './once-for.ts'

/** A page of the list, with what its neighbours' addresses are made of. */
export interface ArticleListDocument extends JsonDocument<ArticleList> {
  articlesCount: number
  nextCursor: string | null
}

/** An article, and when it or its comments last changed. */
export interface ArticleDocument extends JsonDocument<Article> {
  /** ISO 8601, in whole seconds. */
  modifiedAt: string
}

/** One page of the list: `count`, `next` and `list`. Always one row, so that page and count are of one moment. */
function listPage(filter: ListFilter): SQL {
  const size = sql`${sql.placeholder('limit')}::int`
  const last = sql`round(extract(epoch from page.times[${size}]) * 1000)::bigint || '.' || page.ids[${size}]`
  return sql`
    select ${articleCount(filter)} as count, case when cardinality(page.ids) > ${size} then ${last} end as next,
      ${summaryList(sql`page.ids[1:${size}]`)} as list
    from (
      select array_agg(id order by created_at desc, id desc) as ids, array_agg(created_at order by created_at desc, id desc) as times
      from (${pageOfKeys(filter)}) keys
    ) page`
}

function prepareList(database: ReadTransaction, name: string, page: SQL) {
  const document = sql`
    select count, next, json_build_object('articles', list, 'articlesCount', count, 'nextCursor', next) as document
    from (${page} offset 0) page`
  return database
    .select({ ...documentFields<ArticleList>(), articlesCount: column<number>('count'), nextCursor: column<string | null>('next') })
    .from(versioned(document))
    .prepare(name)
}

const nameOf = (start: string, filter: Partial<ListFilter>) =>
  [start, filter.author && 'by_author', filter.tag && 'by_tag', filter.cursor && 'from_cursor'].filter(Boolean).join('_')

function createArticleRepository(database: ReadTransaction) {
  const list = (filter: ListFilter) => prepareList(database, nameOf('articles', filter), listPage(filter))
  const search = (filter: SearchFilter) => prepareList(database, nameOf('articles_found', filter), searchPage(filter))
  /** By what narrows it: nothing, an author, a tag, both. A narrowed list takes a cursor where there is one. */
  const lists = [
    list({ author: false, tag: false, cursor: false }), list({ author: true, tag: false, cursor: true }),
    list({ author: false, tag: true, cursor: true }), list({ author: true, tag: true, cursor: true }),
  ] as const
  const allFromCursor = list({ author: false, tag: false, cursor: true })
  const searches = [
    search({ author: false, tag: false }), search({ author: true, tag: false }),
    search({ author: false, tag: true }), search({ author: true, tag: true }),
  ] as const
  const bySlug = database
    .select({ ...documentFields<Article>(), modifiedAt: column<string>('modified_at') })
    .from(versioned(sql`
      select ${isoSeconds(articleModifiedAt)} as modified_at, ${articleObject} as document
      from ${articles} join ${users} on ${eq(users.id, articles.authorId)} ${neighbourJoins}
      where ${eq(articles.slug, sql.placeholder('slug'))}`))
    .prepare('article_by_slug')

  return {
    /**
     * One page of summaries, newest first, and how many articles the filters match in all; an empty list past the
     * end. Reads no bodies and counts nothing: see `article_blocks` and `article_counts`. With `q` the best matches first.
     *
     * @param known versions that the caller has, each in double quotes; without one of them the JSON comes along
     */
    async list({ page, size, author, tag, q, cursor }: ArticleListQuery, known = ''): Promise<ArticleListDocument> {
      const narrowed = (author === undefined ? 0 : 1) + (tag === undefined ? 0 : 2)
      const statement = q !== undefined ? searches[narrowed] : narrowed === 0 && cursor !== undefined ? allFromCursor : lists[narrowed]
      const [cursorMilliseconds = null, cursorId = null] = cursor?.split('.') ?? []
      const [found] = await statement?.execute({ limit: size, offset: (page - 1) * size, author, tag, words: q, cursorMilliseconds, cursorId, known }) ?? []
      if (!found) throw new TypeError('a list is always one row')
      return found
    },

    /** The article with its comments, or null when no article has this slug; `known` as with `list`. */
    async findBySlug(slug: string, known = ''): Promise<ArticleDocument | null> {
      const [article] = await bySlug.execute({ slug, known })
      return article ?? null
    },
  }
}

/** The reads of articles over this Drizzle instance or transaction. Each is one statement: what it returns is one state of one host. */
export const articleRepository = onceFor(createArticleRepository)

export type ArticleRepository = ReturnType<typeof articleRepository>
