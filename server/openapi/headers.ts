import { z } from 'zod'

/** What a client may send as its own `X-Request-Id`. */
const requestIdForm = '1 to 128 of the characters A-Z, a-z, 0-9, `.`, `_`, `:` and `-`'

const requestId = z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/).meta({
  description: 'Names this exchange in the server\'s log: the id of the request, or one that the server made.',
  examples: ['6f1c2d3e-9a4b-4c5d-8e6f-7a8b9c0d1e2f'],
  header: { id: 'X-Request-Id' },
})

const cacheControl = z.string().meta({
  description: 'Who may keep the answer, and for how long.', examples: ['no-cache'], header: { id: 'Cache-Control' },
})

const etag = z.string().regex(/^(W\/)?"[\x21\x23-\x7E]*"$/).meta({
  description: 'Names this state of what was answered. Sent back as `If-None-Match`, it earns a 304 for as long as nothing has changed.',
  examples: ['W/"b1946ac92492d234"'],
  header: { id: 'ETag' },
})

const lastModified = z.string().optional().meta({
  description: 'When it last changed, to the second; absent for a moment after a change. `ETag` tells more.', examples: ['Sun, 01 Mar 2026 09:30:00 GMT'], header: { id: 'Last-Modified' },
})

const link = z.string().meta({
  description: 'Addresses of other pages of the same list, by their relation: `first`, `prev`, `next`, `last` (RFC 8288). Absent are those that there are not.',
  examples: ['</api/articles?size=10&page=1>; rel="first", </api/articles?size=10&page=2>; rel="next"'],
  header: { id: 'Link' },
})

const vary = z.string().meta({
  description: 'The headers of the request that the answer depends on.', examples: ['Accept-Encoding'], header: { id: 'Vary' },
})

const readPosition = z.string().optional().meta({
  description: 'What the client has seen. It comes when the request had one: send it with the next request, and no older state is answered.',
  examples: ['AQAAAAEAAAAAAYD4eAGiGBAzWTc3MTI0NzI5MTc2NjYwMTE2OTmBUQL8lqCjkeA7zywr5jDD'],
  header: { id: 'Read-Position' },
})

const retryAfter = z.int().positive().meta({
  description: 'After how many seconds it is worth another try.', examples: [1], header: { id: 'Retry-After' },
})

/** Of every answer. */
const always = { 'X-Request-Id': requestId, 'Cache-Control': cacheControl }
/** Of what can be asked for again with a condition. */
const conditional = { ...always, 'ETag': etag, 'Vary': vary, 'Read-Position': readPosition }

/** The headers of the answers, by what is answered. */
export const responseHeaders = {
  problem: z.object({ ...always, 'Read-Position': readPosition }),
  unavailable: z.object({ ...always, 'Retry-After': retryAfter, 'Read-Position': readPosition }),
  list: z.object({ ...conditional, Link: link }),
  article: z.object({ ...conditional, 'Last-Modified': lastModified }),
  document: z.object({ ...always, ETag: etag, Vary: vary }),
}

const ifNoneMatch = z.string().optional().meta({
  description: 'One or more `ETag`s of earlier answers, or `*`: the answer is 304 without a body if it would be one of these again.',
  examples: ['W/"b1946ac92492d234"', '*'],
  param: { id: 'If-None-Match' },
})

const ifModifiedSince = z.string().optional().meta({
  description: 'The `Last-Modified` of an earlier answer: 304 if nothing has changed since. Ignored beside `If-None-Match`.',
  examples: ['Sun, 01 Mar 2026 09:30:00 GMT'],
  param: { id: 'If-Modified-Since' },
})

const requestIdOfClient = z.string().optional().meta({
  description: `A name for this exchange, ${requestIdForm}. Another value is not refused, the server then makes a name of its own.`,
  examples: ['import-7'],
  param: { id: 'X-Request-Id' },
})

const readPositionOfClient = z.string().optional().meta({
  description: '`0` at first, then the `Read-Position` of the last answer that had one: no older state than that one\'s is answered, whichever host answers. What the server did not issue counts as `0`.',
  examples: ['0'],
  param: { id: 'Read-Position' },
})

/** The headers of the requests, by what is asked for. `Accept` belongs to every one; OpenAPI leaves it to the media types. */
export const requestHeaders = {
  list: z.object({ 'If-None-Match': ifNoneMatch, 'X-Request-Id': requestIdOfClient, 'Read-Position': readPositionOfClient }),
  article: z.object({
    'If-None-Match': ifNoneMatch, 'If-Modified-Since': ifModifiedSince, 'X-Request-Id': requestIdOfClient, 'Read-Position': readPositionOfClient,
  }),
  document: z.object({ 'If-None-Match': ifNoneMatch, 'X-Request-Id': requestIdOfClient }),
}
