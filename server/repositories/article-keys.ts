import type { SQL } from 'drizzle-orm'
import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { articleBlocks, articleCounts, articles, articleTags, tags, users } from '../database/schema/index.ts'

/** What a list is narrowed to; each name stands for a parameter of the prepared query. */
export interface ListFilter { author: boolean, tag: boolean, cursor: boolean }

const offset = sql.placeholder('offset')
/** One key more than the page shows: it tells whether there is a next page. */
const limit = sql`${sql.placeholder('limit')}::int + 1`
export const authorId = sql`(select ${users.id} from ${users} where ${eq(users.name, sql.placeholder('author'))})`
export const tagId = sql`(select ${tags.id} from ${tags} where ${eq(tags.name, sql.placeholder('tag'))})`
/** The key that the cursor names; without one, a key that is younger than any. */
export const cursorKey = sql`(
  coalesce(timestamptz 'epoch' + ${sql.placeholder('cursorMilliseconds')}::bigint * interval '1 millisecond', 'infinity'),
  coalesce(${sql.placeholder('cursorId')}::bigint, 0)
)`

/** The exact number of articles that the filter matches, from the counters that triggers keep. */
export function articleCount(filter: Pick<ListFilter, 'author' | 'tag'>): SQL<number> {
  return sql<number>`coalesce((
    select ${articleCounts.articles} from ${articleCounts}
    where ${and(
      filter.author ? eq(articleCounts.authorId, authorId) : isNull(articleCounts.authorId),
      filter.tag ? eq(articleCounts.tagId, tagId) : isNull(articleCounts.tagId),
    )}
  ), 0)`
}

/**
 * The keys of one page of all articles, newest first, at a cost that does not grow with its depth:
 * the rank of its first article, counted from the oldest, tells the block that it begins in, and
 * only that block is walked.
 */
function pageOfAll(): SQL {
  const rank = sql`(${articleCount({ author: false, tag: false })} - 1 - ${offset}::bigint)`
  const block = sql`(
    select ${articleBlocks.older} + ${articleBlocks.articles} - 1 - ${rank} as younger_in_block,
      ${articleBlocks.oldestCreatedAt} as created_at, ${articleBlocks.oldestId} as id
    from ${articleBlocks} where ${articleBlocks.older} <= ${rank}
    order by ${desc(articleBlocks.older)}, ${desc(articleBlocks.oldestCreatedAt)}, ${desc(articleBlocks.oldestId)} limit 1
  )`
  const younger = sql`(
    select ${articleBlocks.oldestCreatedAt} as created_at, ${articleBlocks.oldestId} as id from ${articleBlocks}
    where (${articleBlocks.oldestCreatedAt}, ${articleBlocks.oldestId}) > (block.created_at, block.id)
    order by ${articleBlocks.oldestCreatedAt}, ${articleBlocks.oldestId} limit 1
  )`
  return sql`
    select page.created_at, page.id from ${block} block left join lateral ${younger} younger on true cross join lateral (
      select ${articles.createdAt}, ${articles.id} from ${articles}
      where (${articles.createdAt}, ${articles.id}) < (coalesce(younger.created_at, 'infinity'), coalesce(younger.id, 0))
      order by ${desc(articles.createdAt)}, ${desc(articles.id)}
      limit ${limit} offset block.younger_in_block
    ) page`
}

/** The keys of one page of what the filter matches and of one article more, from indexes and without touching an article. */
export function pageOfKeys(filter: ListFilter): SQL {
  if (filter.tag) {
    return sql`
      select ${articleTags.createdAt}, ${articleTags.articleId} as id from ${articleTags}
      where ${and(
        eq(articleTags.tagId, tagId),
        filter.author ? eq(articleTags.authorId, authorId) : undefined,
        sql`(${articleTags.createdAt}, ${articleTags.articleId}) < ${cursorKey}`,
      )}
      order by ${desc(articleTags.createdAt)}, ${desc(articleTags.articleId)}
      limit ${limit} offset ${offset}`
  }
  if (!filter.author && !filter.cursor) return pageOfAll()
  return sql`
    select ${articles.createdAt}, ${articles.id} from ${articles}
    where ${and(
      filter.author ? eq(articles.authorId, authorId) : undefined,
      sql`(${articles.createdAt}, ${articles.id}) < ${cursorKey}`,
    )}
    order by ${desc(articles.createdAt)}, ${desc(articles.id)}
    limit ${limit} offset ${offset}`
}
