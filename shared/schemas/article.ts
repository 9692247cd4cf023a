import { z } from 'zod'

/** The author as readers see them: a name, never an address or an id. */
export const authorSchema = z.strictObject({
  name: z.string().max(255).meta({ examples: ['Ada Kowalski'] }),
}).meta({ id: 'Author', description: 'The author as readers see them.' })

const moment = (what: string) => z.iso.datetime().meta({ description: `${what}, in UTC.`, examples: ['2026-03-01T09:30:00.000Z'] })

/** An article in a list: everything a card shows, never the body. Times are ISO 8601 in UTC. */
export const articleSummarySchema = z.strictObject({
  title: z.string().max(255).meta({ examples: ['Rolling updates without a gap'] }),
  slug: z.string().max(255).meta({ description: 'Names the article in addresses.', examples: ['rolling-updates-without-a-gap'] }),
  description: z.string().meta({ examples: ['What happens between two versions, and how nobody notices.'] }),
  createdAt: moment('When it was published'),
  updatedAt: moment('When it was last changed'),
  tags: z.array(z.string().max(255)).meta({ description: 'In alphabetical order.', examples: [['delivery', 'kubernetes']] }),
  author: authorSchema,
}).meta({ id: 'ArticleSummary', description: 'An article without its body.' })

/** An article among others; what a search found of it is in `excerptHtml`. */
export const articleListItemSchema = articleSummarySchema.extend({
  excerptHtml: z.string().nullable().meta({
    description: 'With `q`: a passage of the article as escaped text with what was found in `<mark>`, safe to show as HTML. Else null.',
    examples: ['… a <mark>rolling</mark> <mark>update</mark> replaces one process after another …'],
  }),
}).meta({ id: 'ArticleListItem', description: 'An article among others.' })

/** A reader's comment: plain text, shown as it was written. */
export const commentSchema = z.strictObject({
  id: z.int().positive().meta({ examples: [7] }),
  body: z.string().meta({ description: 'Plain text.', examples: ['Thank you, this saved my evening.'] }),
  createdAt: moment('When it was written'),
  author: authorSchema,
}).meta({ id: 'Comment', description: 'What a reader says of an article.' })

/** An article beside another in the order of publication: enough for a link. */
const neighbourSchema = articleSummarySchema.pick({ title: true, slug: true })
  .meta({ id: 'ArticleNeighbour', description: 'An article beside another in the order of publication.' })

/** A whole article: `body` is its Markdown, `bodyHtml` the sanitised rendering, `comments` newest first. */
export const articleSchema = articleSummarySchema.extend({
  body: z.string().meta({ description: 'Markdown.', examples: ['A **rolling update** replaces one process after another.'] }),
  bodyHtml: z.string().meta({ description: 'The body as HTML, sanitised.', examples: ['<p>A <strong>rolling update</strong> replaces one process after another.</p>'] }),
  comments: z.array(commentSchema).meta({ description: 'Newest first.' }),
  previous: neighbourSchema.nullable().meta({ description: 'The article published before this one; null for the first.' }),
  next: neighbourSchema.nullable().meta({ description: 'The article published after this one; null for the newest.' }),
}).meta({ id: 'Article', description: 'A whole article with its comments.' })

/** What a feed shows of an article: the summary and the whole rendering. */
export const feedArticleSchema = articleSummarySchema.extend({ bodyHtml: z.string() })

/** One page of the list; `articlesCount` counts every article that the filters match, wherever the cursor is. */
export const articleListSchema = z.strictObject({
  articles: z.array(articleListItemSchema).meta({ description: 'Newest first; with `q` the best match first.' }),
  articlesCount: z.int().nonnegative().meta({ description: 'How many articles the filters match in all, wherever page and cursor are.', examples: [500] }),
  nextCursor: z.string().nullable().meta({
    description: 'The `cursor` for what comes after this page; null at the end of the list, and with `q`.', examples: ['1772323200000.500'],
  }),
}).meta({ id: 'ArticleList', description: 'One page of the articles.' })

export type ArticleSummary = z.infer<typeof articleSummarySchema>
export type FeedArticle = z.infer<typeof feedArticleSchema>
export type ArticleListItem = z.infer<typeof articleListItemSchema>
export type ArticleNeighbour = z.infer<typeof neighbourSchema>
export type ArticleComment = z.infer<typeof commentSchema>
export type Article = z.infer<typeof articleSchema>
export type ArticleList = z.infer<typeof articleListSchema>
