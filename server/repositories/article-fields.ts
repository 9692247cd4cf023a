import type { AnyColumn } from 'drizzle-orm'
import { eq, sql } from 'drizzle-orm'
import type { ArticleComment } from '../../shared/schemas/article.ts'
import { articles, articleTags, comments, tags, users } from '../database/schema/index.ts'

/** A point in time as the API says it: ISO 8601 in UTC, with milliseconds. */
function isoTime(column: AnyColumn) {
  return sql<string>`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

const tagNames = sql<string[]>`(
  select coalesce(json_agg(${tags.name} order by ${tags.name}), '[]')
  from ${articleTags} join ${tags} on ${eq(tags.id, articleTags.tagId)}
  where ${eq(articleTags.articleId, articles.id)}
)`

const commentAuthor = sql.identifier('comment_author')

/** An article's comments, newest first, built by Postgres in the same statement: one moment, one host. */
const commentList = sql<ArticleComment[]>`(
  select coalesce(json_agg(json_build_object(
    'id', ${comments.id},
    'body', ${comments.body},
    'createdAt', ${isoTime(comments.createdAt)},
    'author', json_build_object('name', ${commentAuthor}.name)
  ) order by ${comments.createdAt} desc, ${comments.id} desc), '[]')
  from ${comments} join ${users} ${commentAuthor} on ${commentAuthor}.id = ${comments.authorId}
  where ${eq(comments.articleId, articles.id)}
)`

/** What a list shows of an article; for a query that joins its author from `users`. */
export const summaryFields = {
  title: articles.title,
  slug: articles.slug,
  description: articles.description,
  createdAt: isoTime(articles.createdAt),
  updatedAt: isoTime(articles.updatedAt),
  tags: tagNames,
  author: { name: users.name },
}

/** A whole article with its comments; for a query that joins its author from `users`. */
export const articleFields = {
  ...summaryFields,
  body: articles.body,
  bodyHtml: articles.bodyHtml,
  comments: commentList,
}
