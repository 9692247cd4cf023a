import type { AnyColumn, SQL, SQLWrapper } from 'drizzle-orm'
import { desc, eq, sql } from 'drizzle-orm'
import type { Article, ArticleComment, ArticleListItem, ArticleNeighbour, ArticleSummary, FeedArticle } from '../../shared/schemas/article.ts'
import { articles, articleTags, comments, tags, users } from '../database/schema/index.ts'

/** A point in time as the API says it: ISO 8601 in UTC, with milliseconds. */
export function isoTime(column: AnyColumn) {
  return sql<string>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

/** A point in time as `Last-Modified` can say it: ISO 8601 in UTC, in whole seconds. */
export function isoSeconds(moment: SQL) {
  return sql<string>`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
}

/** One JSON value of several: Postgres builds it in the statement, so that all of it is of one moment. */
function jsonObject<Value>(fields: Record<keyof Value & string, SQLWrapper>) {
  const pairs = Object.entries<SQLWrapper>(fields).map(([key, value]) => sql`${sql.raw(`'${key}'`)}, ${value}`)
  return sql<Value>`json_build_object(${sql.join(pairs, sql`, `)})`
}

const tagNames = sql<string[]>`(
  select coalesce(json_agg(${tags.name} order by ${tags.name}), '[]')
  from ${articleTags} join ${tags} on ${eq(tags.id, articleTags.tagId)}
  where ${eq(articleTags.articleId, articles.id)}
)`

const commentList = sql<ArticleComment[]>`(
  select coalesce(json_agg(${jsonObject<ArticleComment>({
    id: comments.id,
    body: comments.body,
    createdAt: isoTime(comments.createdAt),
    author: jsonObject<ArticleComment['author']>({ name: sql`comment_author.name` }),
  })} order by ${desc(comments.createdAt)}, ${desc(comments.id)}), '[]')
  from ${comments} join ${users} comment_author on comment_author.id = ${comments.authorId}
  where ${eq(comments.articleId, articles.id)}
)`

const summaryFields = {
  title: articles.title,
  slug: articles.slug,
  description: articles.description,
  createdAt: isoTime(articles.createdAt),
  updatedAt: isoTime(articles.updatedAt),
  tags: tagNames,
  author: jsonObject<ArticleSummary['author']>({ name: users.name }),
}

/** The article beside it in the list's order: one look-up in the list's index. */
function besideArticle(comparison: SQL, order: SQL): SQL {
  return sql`lateral (
    select beside.title, beside.slug, beside.updated_at from ${articles} beside
    where (beside.created_at, beside.id) ${comparison} (${articles.createdAt}, ${articles.id})
    order by beside.created_at ${order}, beside.id ${order} limit 1
  )`
}

/** To be joined to `articles` by a query of whole articles. */
export const neighbourJoins = sql`
  left join ${besideArticle(sql`<`, sql`desc`)} previous on true
  left join ${besideArticle(sql`>`, sql`asc`)} next on true`

function neighbour(name: 'previous' | 'next'): SQL<ArticleNeighbour | null> {
  const row = sql.identifier(name)
  return sql`case when ${row}.slug is not null then ${jsonObject<ArticleNeighbour>({ title: sql`${row}.title`, slug: sql`${row}.slug` })} end`
}

/** A whole article with its comments, newest first, as one JSON value; for a query that joins its author from `users`, and `neighbourJoins`. */
export const articleObject = jsonObject<Article>({
  ...summaryFields,
  body: articles.body,
  bodyHtml: articles.bodyHtml,
  comments: commentList,
  previous: neighbour('previous'),
  next: neighbour('next'),
})

/** An article as feeds show it, as one JSON value; for a query that joins its author from `users`. */
export const feedArticleObject = jsonObject<FeedArticle>({ ...summaryFields, bodyHtml: articles.bodyHtml })

/** When an article, what is said of it or a neighbour of it last changed; for a query with `neighbourJoins`. */
export const articleModifiedAt = sql`greatest(${articles.updatedAt}, previous.updated_at, next.updated_at, (
  select max(${comments.createdAt}) from ${comments} where ${eq(comments.articleId, articles.id)}
))`

/** An article of a list as one JSON value; for a query that joins its author from `users`. */
export function summaryObject(excerptHtml: SQLWrapper): SQL<ArticleListItem> {
  return jsonObject<ArticleListItem>({ ...summaryFields, excerptHtml })
}

/**
 * The summaries of these articles, newest first.
 *
 * @param ids an array
 */
export function summaryList(ids: SQLWrapper): SQL<ArticleListItem[]> {
  // An array, not a join: whatever the planner thinks of the list's length, it fetches rows by key.
  return sql<ArticleListItem[]>`(
    select coalesce(json_agg(${summaryObject(sql`null`)} order by ${desc(articles.createdAt)}, ${desc(articles.id)}), '[]')
    from ${articles} join ${users} on ${eq(users.id, articles.authorId)}
    where ${eq(articles.id, sql`any(${ids})`)}
  )`
}
