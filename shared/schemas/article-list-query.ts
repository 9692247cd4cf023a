import { z } from 'zod'
import { DEFAULT_PAGE_SIZE, pageSchema, pageSizeSchema } from './page-query.ts'
import { printable } from './printable.ts'

function filterName(what: string) {
  const expected = `expected the name of one ${what}, 1 to 255 printable characters`
  return z.string(expected).regex(printable(1, 255), expected)
}

/** The most characters that a search takes. */
export const MOST_CHARACTERS = 200
/** A search looks at so many of the newest matches: ranking costs time for each. */
export const MOST_MATCHES = 1_000

const expectedWords = `expected words to look for, 1 to ${MOST_CHARACTERS} printable characters`
const expectedCursor = 'expected the nextCursor of an earlier answer'

/** What somebody looks for. */
export const searchWordsSchema = z.string(expectedWords).regex(printable(1, MOST_CHARACTERS), expectedWords)

/** The query of `GET /api/articles`, from the strings of a URL. Unknown and repeated parameters are refused. */
export const articleListQuerySchema = z.strictObject({
  page: pageSchema('The page, from 1. With a cursor it counts from there. A page past the end is an empty list.'),
  size: pageSizeSchema(100, DEFAULT_PAGE_SIZE),
  tag: filterName('tag').optional().meta({ description: 'Only articles with this tag, by its exact name.', examples: ['postgres'] }),
  author: filterName('author').optional().meta({ description: 'Only articles of this author, by the exact name.', examples: ['Ada Kowalski'] }),
  q: searchWordsSchema.optional().meta({
    description: 'Words that the title, description or body must hold, in any order and any form; the last may be a beginning, and a mistyped one stands for those it resembles. The best match comes first.',
    examples: ['rolling upd'],
  }),
  // Readable, so that whatever has this form is a position: there is no cursor that is well-formed and wrong.
  cursor: z.string(expectedCursor).regex(/^(\d{1,15}|-\d{1,14})\.\d{1,10}$/, expectedCursor).optional().meta({
    description: 'Only articles after this position of the list, newest first: the `nextCursor` of an earlier answer.',
    examples: ['1772323200000.500'],
  }),
})

/** What a list of articles can be narrowed to. */
export const articleFilterSchema = articleListQuerySchema.pick({ tag: true, author: true, q: true })

export type ArticleFilter = z.infer<typeof articleFilterSchema>
export type ArticleListQuery = z.infer<typeof articleListQuerySchema>
