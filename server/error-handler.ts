import { STATUS_CODES } from 'node:http'
import type { H3Event } from 'h3'
import { z } from 'zod'
import type { Problem } from '../shared/schemas/problem'
import { problemSchema } from '../shared/schemas/problem'
import { problemKinds } from '../shared/schemas/problem-kinds'
import { useLog } from './logging/log'
import { describeFailure, isDatabaseUnavailable, isWriteOutcomeUnknown } from './database/errors'

/** What a caller is told of an error that is not theirs: never what the error says. */
const serverDetails: Record<number, string> = {
  500: 'The server failed to answer this request.',
  503: 'The database cannot be reached. Try again in a moment.',
}
/** No invitation to try again: the first try may have worked. */
const OUTCOME_UNKNOWN = 'The connection to the database was lost: the change may or may not have been made. Look before you repeat it.'
const RETRY_AFTER_SECONDS = 1
/** What an error of our own may say of itself. */
const dataSchema = problemSchema.pick({ errors: true }).extend({ kind: z.enum(Object.keys(problemKinds)).optional() })

/**
 * The one place where an error becomes an answer. Errors of the API leave as problem details, RFC
 * 9457; for a page this sets status and headers, and the next handler renders `error.vue`.
 */
export default defineNitroErrorHandler((error, event) => {
  const failure = describeFailure(error)
  if (isDatabaseUnavailable(error)) {
    Object.assign(error, { statusCode: 503, statusMessage: STATUS_CODES[503], unhandled: false, message: serverDetails[503] })
  }
  const outcomeUnknown = isWriteOutcomeUnknown(error)
  if (outcomeUnknown) Object.assign(error, { statusCode: 503, statusMessage: STATUS_CODES[503], unhandled: false, message: OUTCOME_UNKNOWN })
  const status = error.statusCode
  if (status === 503 && !outcomeUnknown) setResponseHeader(event, 'Retry-After', RETRY_AFTER_SECONDS)
  if (status >= 500) logFailure(event, status, failure)
  if (!/^\/api(?![^/?])/.test(event.path)) return

  const data = dataSchema.safeParse(error.data).data ?? {}
  const kind = status === 500 ? 'internal-error' : status === 503 ? (outcomeUnknown ? 'write-outcome-unknown' : 'database-unavailable') : data.kind
  const problem: Problem = {
    type: kind === undefined ? 'about:blank' : absoluteAddress(useRuntimeConfig().public.siteUrl, `/api/problems/${kind}`),
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: outcomeUnknown ? OUTCOME_UNKNOWN : status >= 500 ? serverDetails[status] ?? 'The server failed to answer this request.' : error.message,
    instance: event.node.req.originalUrl?.split('?')[0] ?? '/',
    ...(data.errors ? { errors: data.errors } : {}),
  }
  setResponseStatus(event, status)
  const body = JSON.stringify(problem)
  setResponseHeaders(event, {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  return send(event, body)
})

/** The reason stands in the request's own line, and where there are none, in one for it. */
function logFailure(event: H3Event, status: number, failure: string): void {
  if (!noteFailure(event, failure)) useLog().error(`${event.method} ${event.path.split('?')[0]} answered ${status} (request ${event.context.requestId}): ${failure}`)
}
