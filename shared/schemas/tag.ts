import { z } from 'zod'
import { pageSchema, pageSizeSchema } from './page-query.ts'

/** A tag and how many articles carry it. */
export const tagSchema = z.strictObject({
  name: z.string().max(255).meta({ examples: ['postgres'] }),
  articlesCount: z.int().positive().meta({ description: 'How many articles carry it.', examples: [42] }),
}).meta({ id: 'Tag', description: 'A tag and how many articles carry it.' })

/** One page of the tags in use, the most used first; `tagsCount` counts all of them. */
export const tagListSchema = z.strictObject({
  tags: z.array(tagSchema),
  tagsCount: z.int().nonnegative().meta({ description: 'How many tags are in use in all.', examples: [61] }),
}).meta({ id: 'TagList', description: 'One page of the tags in use, the most used first.' })

/** The query of `GET /api/tags`, from the strings of a URL. */
export const tagListQuerySchema = z.strictObject({
  page: pageSchema('The page, from 1. A page past the end is an empty list.'),
  size: pageSizeSchema(1000, 100),
})

export type TagListQuery = z.infer<typeof tagListQuerySchema>
export type Tag = z.infer<typeof tagSchema>
export type TagList = z.infer<typeof tagListSchema>
