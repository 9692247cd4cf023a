import { z } from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { printable } from '../../../shared/schemas/printable.ts'
import type { ProblemKindName } from '../../../shared/schemas/problem-kinds.ts'
import { requestHeaders, responseHeaders } from '../headers.ts'
import { notModified, problemResponses } from '../responses.ts'

const page = { 'text/html': { schema: z.string() } }
const documentSchema = z.looseObject({ openapi: z.string().regex(/^3\.1\.\d+$/) }).meta({ id: 'OpenApi', description: 'An OpenAPI document.' })

const kindSchema = z.string().regex(printable(1)).meta({
  description: 'The last part of a problem\'s `type`.', examples: ['malformed-query' satisfies ProblemKindName],
})

/** What the API says of itself. */
export const referencePaths: ZodOpenApiPathsObject = {
  '/api/openapi.json': {
    get: {
      operationId: 'getOpenApi',
      tags: ['Reference'],
      summary: 'Get this document',
      description: 'This description of the API, as OpenAPI 3.1.',
      requestParams: { header: requestHeaders.document },
      responses: {
        200: { description: 'The document.', headers: responseHeaders.document, content: { 'application/json': { schema: documentSchema } } },
        304: notModified(responseHeaders.document),
        ...problemResponses('not-acceptable', 'internal-error'),
      },
    },
  },
  '/api/docs': {
    get: {
      operationId: 'getReference',
      tags: ['Reference'],
      summary: 'Read this document',
      description: 'A page that shows this description and tries the operations out.',
      requestParams: { header: requestHeaders.document },
      responses: {
        200: { description: 'The page.', headers: responseHeaders.document, content: page },
        304: notModified(responseHeaders.document),
        ...problemResponses('not-acceptable', 'internal-error'),
      },
    },
  },
  '/api/problems': {
    get: {
      operationId: 'listProblemKinds',
      tags: ['Reference'],
      summary: 'Read about all kinds of problems',
      description: 'A page that lists every kind of problem that the API answers with.',
      requestParams: { header: requestHeaders.document },
      responses: {
        200: { description: 'The page.', headers: responseHeaders.document, content: page },
        304: notModified(responseHeaders.document),
        ...problemResponses('not-acceptable', 'internal-error'),
      },
    },
  },
  '/api/problems/{name}': {
    get: {
      operationId: 'getProblemKind',
      tags: ['Reference'],
      summary: 'Read about a kind of problem',
      description: 'The page that a problem\'s `type` leads to: what it means and what to do about it.',
      requestParams: { path: z.object({ name: kindSchema }), header: requestHeaders.document },
      responses: {
        200: { description: 'The page.', headers: responseHeaders.document, content: page },
        304: notModified(responseHeaders.document),
        ...problemResponses('malformed-path', 'not-found', 'not-acceptable', 'internal-error'),
      },
    },
  },
}
