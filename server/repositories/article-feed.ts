import type { SQL } from 'drizzle-orm'
import { desc, eq, sql } from 'drizzle-orm'
import type { FeedArticle } from '../../shared/schemas/article.ts'
import { articles, articleTags, users } from '../database/schema/index.ts'
import type { ReadTransaction } from '../database/reader.ts'
import { feedArticleObject, isoSeconds } from './article-fields.ts'
import { authorId, tagId } from './article-keys.ts'
import type { JsonDocument } from './json-document.ts'
import { column, documentFields, versioned } from './json-document.ts'
import { onceFor } from './once-for.ts'

/** Articles in a feed: what is new since yesterday on a lively site, in a size that readers fetch every hour. */
export const FEED_SIZE = 20

/** Whose articles a feed shows: everybody's, those with a tag, or an author's. */
export type FeedFilter = { tag?: undefined, author?: undefined } | { tag: string, author?: undefined } | { author: string, tag?: undefined }

/** The articles of a feed, newest first. */
export interface FeedDocument extends JsonDocument<FeedArticle[]> {
  /** How many they are, also when the JSON is left out. */
  count: number
  /** When one of them last changed: ISO 8601, in whole seconds; null when there are none. */
  modifiedAt: string | null
}

const newest = sql`limit ${sql.raw(String(FEED_SIZE))}`
const ofArticles = sql`order by ${desc(articles.createdAt)}, ${desc(articles.id)} ${newest}`
const keys = {
  all: sql`select ${articles.id} from ${articles} ${ofArticles}`,
  author: sql`select ${articles.id} from ${articles} where ${eq(articles.authorId, authorId)} ${ofArticles}`,
  tag: sql`select ${articleTags.articleId} from ${articleTags} where ${eq(articleTags.tagId, tagId)}
    order by ${desc(articleTags.createdAt)}, ${desc(articleTags.articleId)} ${newest}`,
}

function createArticleFeedRepository(database: ReadTransaction) {
  const prepare = (name: string, ids: SQL) => database
    .select({ ...documentFields<FeedArticle[]>(), count: column<number>('count'), modifiedAt: column<string | null>('modified_at') })
    .from(versioned(sql`
      select json_array_length(list) as count, modified_at, list as document from (
        select coalesce(json_agg(${feedArticleObject} order by ${desc(articles.createdAt)}, ${desc(articles.id)}), '[]') as list,
          ${isoSeconds(sql`max(${articles.updatedAt})`)} as modified_at
        from ${articles} join ${users} on ${eq(users.id, articles.authorId)}
        where ${eq(articles.id, sql`any(array(${ids}))`)} offset 0
      ) newest`))
    .prepare(name)
  const ofAll = prepare('article_feed', keys.all)
  const ofAuthor = prepare('article_feed_by_author', keys.author)
  const ofTag = prepare('article_feed_by_tag', keys.tag)

  return {
    /**
     * The newest articles with their whole texts; none for a tag or an author that does not exist.
     *
     * @param known versions that the caller has, each in double quotes; without one of them the JSON comes along
     */
    async newest({ tag, author }: FeedFilter, known = ''): Promise<FeedDocument> {
      const [found] = await (tag !== undefined
        ? ofTag.execute({ tag, known })
        : author !== undefined ? ofAuthor.execute({ author, known }) : ofAll.execute({ known }))
      if (!found) throw new TypeError('a feed is always one row')
      return found
    },
  }
}

/** The reads of feeds over this Drizzle instance or transaction. */
export const articleFeedRepository = onceFor(createArticleFeedRepository)
