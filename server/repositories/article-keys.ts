import type { SQL } from 'drizzle-orm'
import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { articleBlocks, articleCounts, articles, articleTags, tags, users } from '../database/schema/index.ts'

/** What a list is narrowed to; each name stands for a parameter of the prepared query. */
export interface ListFilter { author: boolean, tag: boolean }

const size = sql.placeholder('size')
const offset = sql.placeholder('offset')
const authorId = sql`(select ${users.id} from ${users} where ${eq(users.name, sql.placeholder('author'))})`
const tagId = sql`(select ${tags.id} from ${tags} where ${eq(tags.name, sql.placeholder('tag'))})`

/** The exact number of articles that the filter matches, from the counters that triggers keep. */
export function articleCount(filter: ListFilter): SQL<number> {
  return sql<number>`coalesce((
    select ${articleCounts.articles} from ${articleCounts}
    where ${and(
      filter.author ? eq(articleCounts.authorId, authorId) : isNull(articleCounts.authorId),
      filter.tag ? eq(articleCounts.tagId, tagId) : isNull(articleCounts.tagId),
    )}
  ), 0)`
}

/** The ids of one page, newest first, from one index and without touching an article. */
export function pageOfKeys(filter: ListFilter): SQL {
  if (filter.tag) {
    return sql`
      select ${articleTags.articleId} from ${articleTags}
      where ${and(eq(articleTags.tagId, tagId), filter.author ? eq(articleTags.authorId, authorId) : undefined)}
      order by ${desc(articleTags.createdAt)}, ${desc(articleTags.articleId)}
      limit ${size} offset ${offset}`
  }
  return sql`
    select ${articles.id} from ${articles}
    ${filter.author ? sql`where ${eq(articles.authorId, authorId)}` : sql``}
    order by ${desc(articles.createdAt)}, ${desc(articles.id)}
    limit ${size} offset ${offset}`
}

/**
 * The ids of one page far down the unfiltered list, at a cost that does not grow with its depth:
 * the blocks' counts tell in which block the page begins, and only that block is walked.
 */
export const deepPageOfKeys: SQL = sql`
  select ${articles.id}
  from (
    select newer, younger_created_at, younger_id from (
      select ${articleBlocks.articles} as articles,
        sum(${articleBlocks.articles}) over newest_first - ${articleBlocks.articles} as newer,
        lag(${articleBlocks.oldestCreatedAt}) over newest_first as younger_created_at,
        lag(${articleBlocks.oldestId}) over newest_first as younger_id
      from ${articleBlocks}
      window newest_first as (order by ${desc(articleBlocks.oldestCreatedAt)}, ${desc(articleBlocks.oldestId)})
    ) counted
    where newer <= ${offset} and ${offset} < newer + articles
  ) start
  cross join lateral (
    select ${articles.id} from ${articles}
    where (${articles.createdAt}, ${articles.id})
      < (coalesce(start.younger_created_at, 'infinity'), coalesce(start.younger_id, 0))
    order by ${desc(articles.createdAt)}, ${desc(articles.id)}
    limit ${size} offset ${offset} - start.newer
  ) ${articles}`
