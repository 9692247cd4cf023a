import { z } from 'zod'

/** The author as readers see them: a name, never an address or an id. */
export const authorSchema = z.strictObject({
  name: z.string(),
})

/** An article in a list: everything a card shows, never the body. Times are ISO 8601 in UTC. */
export const articleSummarySchema = z.strictObject({
  title: z.string().max(255),
  slug: z.string().max(255),
  description: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  tags: z.array(z.string()),
  author: authorSchema,
})

/** A reader's comment: plain text, shown as it was written. */
export const commentSchema = z.strictObject({
  id: z.int().positive(),
  body: z.string(),
  createdAt: z.iso.datetime(),
  author: authorSchema,
})

/** A whole article: `body` is its Markdown, `bodyHtml` the sanitised rendering, `comments` newest first. */
export const articleSchema = articleSummarySchema.extend({
  body: z.string(),
  bodyHtml: z.string(),
  comments: z.array(commentSchema),
})

/** One page of the list; `articlesCount` counts every article that the filters match. */
export const articleListSchema = z.strictObject({
  articles: z.array(articleSummarySchema),
  articlesCount: z.int().nonnegative(),
})

export type ArticleSummary = z.infer<typeof articleSummarySchema>
export type ArticleComment = z.infer<typeof commentSchema>
export type Article = z.infer<typeof articleSchema>
export type ArticleList = z.infer<typeof articleListSchema>
