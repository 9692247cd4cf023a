import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { tagListQuerySchema, tagListSchema } from '../../../shared/schemas/tag.ts'
import { requestHeaders, responseHeaders } from '../headers.ts'
import { notModified, problemResponses } from '../responses.ts'

/** The tags in use. */
export const tagPaths: ZodOpenApiPathsObject = {
  '/api/tags': {
    get: {
      operationId: 'listTags',
      tags: ['Articles'],
      summary: 'List tags',
      description: 'One page of the tags that articles carry, the most used first.',
      requestParams: { query: tagListQuerySchema, header: requestHeaders.list },
      responses: {
        200: {
          description: 'The page; past the end it is empty.',
          headers: responseHeaders.list,
          content: { 'application/json': { schema: tagListSchema } },
          links: {
            listTaggedArticles: {
              operationId: 'listArticles',
              parameters: { tag: '$response.body#/tags/0/name' },
              description: 'The `name` of a tag narrows the list of articles to it.',
            },
          },
        },
        304: notModified(responseHeaders.list),
        ...problemResponses('malformed-query', 'not-acceptable', 'internal-error', 'database-unavailable'),
      },
    },
  },
}
