import { z } from 'zod'

/** Articles on one page of the site, and the API's default `size`. */
export const DEFAULT_PAGE_SIZE = 10
/** Beyond any real list, and far inside what a bigint offset holds. */
const MAX_PAGE = 1_000_000_000

/** A whole number in plain decimal digits: `1e9`, `1.5`, `+1` and ` 1` are refused, not guessed at. */
function decimalInteger(minimum: number, maximum: number) {
  const expected = `expected a whole number from ${minimum} to ${maximum}`
  return z.string(expected)
    .regex(/^\d{1,10}$/, { error: expected, abort: true })
    .refine(text => Number(text) >= minimum && Number(text) <= maximum, expected)
    .transform(Number)
    // To a client it is a number; only a URL knows nothing but text.
    .meta({ override: describeInteger({ minimum, maximum }) })
}

/** How the contract describes text that stands for a number: by its limits, not by its digits. */
function describeInteger(limits: { minimum?: number, maximum?: number, default?: number }) {
  return ({ jsonSchema }: { jsonSchema: { pattern?: string } }) => {
    delete jsonSchema.pattern
    Object.assign(jsonSchema, { type: 'integer', ...limits })
  }
}

/** One page number as it stands in a URL. */
export const pageNumberSchema = decimalInteger(1, MAX_PAGE)

/** Which page of a list is asked for, the first by default. */
export function pageSchema(description: string) {
  return pageNumberSchema.default(1).meta({ description, override: describeInteger({ default: 1 }) })
}

/** How many items a page of a list has. */
export function pageSizeSchema(maximum: number, preset: number) {
  return decimalInteger(1, maximum).default(preset).meta({ description: 'How many items a page has.', override: describeInteger({ default: preset }) })
}
