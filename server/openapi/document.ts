import type { z } from 'zod'
import { createDocument } from 'zod-openapi'
import { articlePaths } from './operations/articles.ts'
import { referencePaths } from './operations/reference.ts'
import { tagPaths } from './operations/tags.ts'

const description = `Articles and their tags, to read.

- **Paths** match in any case, \`/api/Articles\` is \`/api/articles\`; slugs do not.
- **Methods**: every path answers GET, HEAD with the same headers, and OPTIONS with 204 and \`Allow\`. Another method is 405 with \`Allow\`.
- **Answers** are JSON in UTF-8, times are ISO 8601 in UTC, and nothing is left out that is always there. An \`Accept\` that refuses what an operation answers is 406.
- **Errors** are problem details (RFC 9457) as \`application/problem+json\`; \`type\` leads to a page about their kind, see \`/api/problems\`.
- **Queries** are exact: an unknown, repeated or malformed parameter is 400, and \`errors\` names it.
- **Again, cheaply**: an answer's \`ETag\` as \`If-None-Match\` earns a 304 while nothing has changed.
- **Never older**: a client that sends \`Read-Position\` sees no older state than it has seen, whichever replica answers.
- **Asking about an answer**: \`X-Request-Id\` names it in the server's log; a client may choose the name.`

/** The API's contract as OpenAPI 3.1, made of the schemas that the server and its tests validate with. */
export function createOpenApiDocument(): ReturnType<typeof createDocument> {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Kuberocks API',
      version: '1.0.0',
      description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'Where this document came from.' }],
    security: [],
    tags: [
      { name: 'Articles', description: 'What there is to read.' },
      { name: 'Reference', description: 'What the API says of itself.' },
    ],
    paths: { ...articlePaths, ...tagPaths, ...referencePaths },
  }, { override: ({ jsonSchema }) => leaveOutNoise(jsonSchema) })
}

/** What zod adds by itself and says nothing to a reader. */
function leaveOutNoise(schema: z.core.JSONSchema.BaseSchema): void {
  // The format says it; the pattern that goes with it knows the leap years.
  if (schema.format === 'date-time') delete schema.pattern
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  // In JSON every name is a string.
  delete schema.propertyNames
}
