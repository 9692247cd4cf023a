import { STATUS_CODES } from 'node:http'
import type { H3Error, H3Event } from 'h3'
import { z } from 'zod'
import type { Problem } from '../shared/schemas/problem'
import { problemSchema } from '../shared/schemas/problem'
import type { ProblemKindName } from '../shared/schemas/problem-kinds'
import { problemKinds } from '../shared/schemas/problem-kinds'
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
 * The one place where an error becomes an answer: problem details, RFC 9457, under `/api` and for whoever would rather have JSON
 * than HTML, a page for everybody else. Neither holds more of the error than its status says.
 */
export default defineNitroErrorHandler(async (error, event) => {
  // Before it is given what a caller may know.
  const failure = describeFailure(error)
  const outcomeUnknown = isWriteOutcomeUnknown(error)
  if (outcomeUnknown || isDatabaseUnavailable(error)) {
    Object.assign(error, { statusCode: 503, statusMessage: STATUS_CODES[503], unhandled: false, message: outcomeUnknown ? OUTCOME_UNKNOWN : serverDetails[503] })
  }
  const status = error.statusCode
  if (status === 503 && !outcomeUnknown) setResponseHeader(event, 'Retry-After', RETRY_AFTER_SECONDS)
  const isApi = /^\/api(?![^/?])/.test(event.path)
  const wantsProblem = isApi || prefersJson(event)
  // The development server's own page shows the stack.
  if (import.meta.dev && !wantsProblem) return

  if (status >= 500) reportFailure(event, status, failure)
  const answer = wantsProblem ? describeProblem(error, event, outcomeUnknown) : await describePage(event, status)
  setResponseStatus(event, status, STATUS_CODES[status])
  // What the answer would have been, had its making not failed.
  for (const name of ['ETag', 'Last-Modified']) removeResponseHeader(event, name)
  setResponseHeaders(event, { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', ...answer.headers })
  await sendWhole(event, answer.body)
})

interface ErrorAnswer { headers: Readonly<Record<string, string>>, body: string }

function describeProblem(error: H3Error, event: H3Event, outcomeUnknown: boolean): ErrorAnswer {
  const status = error.statusCode
  const data = dataSchema.safeParse(error.data).data ?? {}
  const kind = outcomeUnknown ? 'write-outcome-unknown' : kindsByStatus[status] ?? data.kind
  const problem: Problem = {
    type: kind === undefined ? 'about:blank' : absoluteAddress(useRuntimeConfig().public.siteUrl, `/api/problems/${kind}`),
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: outcomeUnknown ? OUTCOME_UNKNOWN : status >= 500 ? serverDetails[status] ?? 'The server failed to answer this request.' : error.message,
    instance: event.node.req.originalUrl?.split('?')[0] ?? '/',
    requestId: event.context.requestId,
    ...(data.errors ? { errors: data.errors } : {}),
  }
  return { headers: { 'Content-Type': 'application/problem+json' }, body: JSON.stringify(problem) }
}

/** The kinds that a status alone tells. */
const kindsByStatus: Readonly<Record<number, ProblemKindName>> = { 404: 'not-found', 500: 'internal-error', 503: 'database-unavailable' }

async function describePage(event: H3Event, status: number): Promise<ErrorAnswer> {
  const { headers, html } = await renderErrorPage(event, status, useNitroApp().localCall)
  return { headers: { 'Content-Type': 'text/html;charset=utf-8', ...headers }, body: html }
}
