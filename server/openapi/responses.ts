import type { z } from 'zod'
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi'
import type { Problem } from '../../shared/schemas/problem.ts'
import { problemSchema } from '../../shared/schemas/problem.ts'
import type { ProblemKindName } from '../../shared/schemas/problem-kinds.ts'
import { problemKinds } from '../../shared/schemas/problem-kinds.ts'
import { responseHeaders } from './headers.ts'

/** The request that the examples are of. */
const REQUEST_ID = '0d6f4c1e-6a0b-4c0e-9f51-3f0a5f1c2b7d'
/** What an answer of this kind says of one request. */
const examples: Partial<Record<ProblemKindName, Pick<Problem, 'title' | 'detail' | 'instance' | 'errors'>>> = {
  'malformed-path': { title: 'Bad Request', detail: 'The path is not valid percent-encoding.', instance: '/api/articles/%ff' },
  'malformed-query': {
    title: 'Bad Request',
    detail: 'The query is malformed: page.',
    instance: '/api/articles',
    errors: { page: ['expected a whole number from 1 to 1000000000'] },
  },
  'not-found': { title: 'Not Found', detail: 'There is no article with this slug.', instance: '/api/articles/no-such-article' },
  'not-acceptable': { title: 'Not Acceptable', detail: 'Accept is text/csv, expected it to allow application/json.', instance: '/api/articles' },
  'internal-error': { title: 'Internal Server Error', detail: 'The server failed to answer this request.', instance: '/api/articles' },
  'database-unavailable': { title: 'Service Unavailable', detail: 'The database cannot be reached. Try again in a moment.', instance: '/api/articles' },
}

function problemResponse(kind: ProblemKindName): ZodOpenApiResponseObject {
  const { status, meaning, remedy } = problemKinds[kind]
  const example = examples[kind]
  if (!example) throw new Error(`there is no example of ${kind}`)
  return {
    id: kind.split('-').map(word => word.charAt(0).toUpperCase() + word.slice(1)).join(''),
    description: `\`${kind}\`: ${meaning} ${remedy}`,
    headers: status === 503 ? responseHeaders.unavailable : responseHeaders.problem,
    content: { 'application/problem+json': { schema: problemSchema, example: { type: `/api/problems/${kind}`, status, requestId: REQUEST_ID, ...example } } },
  }
}

const registered = new Map<ProblemKindName, ZodOpenApiResponseObject>()

/** The answers to these kinds of problems, by status; each kind is one component, wherever it is answered. */
export function problemResponses(...kinds: ProblemKindName[]): ZodOpenApiResponsesObject {
  return Object.fromEntries(kinds.map((kind) => {
    const response = registered.get(kind) ?? problemResponse(kind)
    registered.set(kind, response)
    return [problemKinds[kind].status, response]
  }))
}

/** The answer to a condition that holds: nothing has changed. */
export function notModified(headers: z.ZodObject): ZodOpenApiResponseObject {
  return { description: 'Nothing has changed since the answer that the condition names. There is no body.', headers }
}
