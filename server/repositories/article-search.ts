import type { SQL } from 'drizzle-orm'
import { and, desc, eq, sql } from 'drizzle-orm'
import { MOST_MATCHES } from '../../shared/schemas/article-list-query.ts'
import { articleSearch, articles, articleTags, users } from '../database/schema/index.ts'
import { summaryObject } from './article-fields.ts'
import { authorId, cursorKey, tagId } from './article-keys.ts'

/** What a search is narrowed to; each name stands for a parameter of the prepared query. */
export interface SearchFilter { author: boolean, tag: boolean }

/** Text that no article holds marks what was found, until it is certain that nothing else is markup. */
const [FOUND, NO_LONGER] = ['\u{E000}', '\u{E001}']
const headlineOptions = `StartSel=${FOUND},StopSel=${NO_LONGER},MaxFragments=2,MaxWords=20,MinWords=8,FragmentDelimiter=" … "`

/**
 * A passage with what was found in `<mark>`. The stored HTML without its tags is escaped text already; whatever may be left of
 * an angle bracket is escaped all the same.
 */
function excerptHtml(query: SQL): SQL<string> {
  const text = sql`translate(regexp_replace(${articles.bodyHtml}, '<[^>]*>', ' ', 'g'), ${FOUND + NO_LONGER}, '')`
  const headline = sql`replace(replace(ts_headline('pg_catalog.english', ${text}, ${query}, ${headlineOptions}), '<', '&lt;'), '>', '&gt;')`
  return sql<string>`replace(replace(regexp_replace(${headline}, '\\s+', ' ', 'g'), ${FOUND}, '<mark>'), ${NO_LONGER}, '</mark>')`
}

/**
 * One page of what the words match, the best match first, and how many matches there are. Of equal matches
 * the newer one comes first.
 *
 * @see https://www.postgresql.org/docs/current/textsearch-controls.html#TEXTSEARCH-RANKING
 */
export function searchPage(filter: SearchFilter): SQL {
  const query = sql`(select query from words)`
  const isTagged = sql`exists (select from ${articleTags} where ${and(eq(articleTags.articleId, articleSearch.articleId), eq(articleTags.tagId, tagId))})`
  const newest = sql`
    select ${articleSearch.articleId}, ${articleSearch.createdAt}, ${articleSearch.document} from ${articleSearch}
    where ${and(
      sql`${articleSearch.document} @@ ${query}`,
      filter.author ? eq(articleSearch.authorId, authorId) : undefined,
      filter.tag ? isTagged : undefined,
      sql`(${articleSearch.createdAt}, ${articleSearch.articleId}) < ${cursorKey}`,
    )}
    order by ${desc(articleSearch.createdAt)}, ${desc(articleSearch.articleId)} limit ${sql.raw(String(MOST_MATCHES))}`
  return sql`
    with words as materialized (
      select search_query(${sql.placeholder('words')}) as query
    ), matches as materialized (
      select article_id, created_at, ts_rank(document, ${query}, 1) as rank from (${newest}) newest
    ), page as materialized (
      select * from matches order by rank desc, created_at desc, article_id desc limit ${sql.placeholder('limit')} offset ${sql.placeholder('offset')}
    )
    select (select count(*)::int from matches) as count, null::text as next, (
      select coalesce(json_agg(${summaryObject(excerptHtml(query))} order by page.rank desc, page.created_at desc, page.article_id desc), '[]')
      from page join ${articles} on ${articles.id} = page.article_id join ${users} on ${eq(users.id, articles.authorId)}
    ) as list`
}
