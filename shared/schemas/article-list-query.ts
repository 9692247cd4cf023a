import { z } from 'zod'

/** Articles on one page of the site, and the API's default `size`. */
export const DEFAULT_PAGE_SIZE = 10
/** The most articles one request may ask for. */
export const MAX_PAGE_SIZE = 100
/** Beyond any real list, and far inside what a bigint offset holds. */
export const MAX_PAGE = 1_000_000_000

/** A whole number in plain decimal digits: `1e9`, `1.5`, `+1` and ` 1` are refused, not guessed at. */
function decimalInteger(minimum: number, maximum: number) {
  const expected = `expected a whole number from ${minimum} to ${maximum}`
  return z.string(expected)
    .regex(/^\d{1,10}$/, { error: expected, abort: true })
    .refine(text => Number(text) >= minimum && Number(text) <= maximum, expected)
    .transform(Number)
}

function filterName(what: string) {
  const expected = `expected the name of one ${what}, 1 to 255 printable characters`
  return z.string(expected).regex(/^\P{Cc}{1,255}$/u, expected)
}

/** One page number as it stands in a URL. */
export const pageNumberSchema = decimalInteger(1, MAX_PAGE)

/** The query of `GET /api/articles`, from the strings of a URL. Unknown and repeated parameters are refused. */
export const articleListQuerySchema = z.strictObject({
  page: pageNumberSchema.default(1),
  size: decimalInteger(1, MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
  tag: filterName('tag').optional(),
  author: filterName('author').optional(),
})

export type ArticleListQuery = z.infer<typeof articleListQuerySchema>
