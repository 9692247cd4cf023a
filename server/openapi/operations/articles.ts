import { z } from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { articleListQuerySchema } from '../../../shared/schemas/article-list-query.ts'
import { articleListSchema, articleSchema } from '../../../shared/schemas/article.ts'
import { printable } from '../../../shared/schemas/printable.ts'
import { requestHeaders, responseHeaders } from '../headers.ts'
import { notModified, problemResponses } from '../responses.ts'

const slugSchema = z.string().regex(printable(1)).meta({ description: 'The article\'s `slug`, exactly.', examples: ['rolling-updates-without-a-gap'] })

/** The list of articles and each of them. */
export const articlePaths: ZodOpenApiPathsObject = {
  '/api/articles': {
    get: {
      operationId: 'listArticles',
      tags: ['Articles'],
      summary: 'List articles',
      description: 'One page of the articles, newest first. With `q` it is a search, and the best match comes first. '
        + 'Walk the list by `cursor` to see every article once however many are added meanwhile, by `page` to go straight to a place.',
      requestParams: { query: articleListQuerySchema, header: requestHeaders.list },
      responses: {
        200: {
          description: 'The page; past the end it is empty.',
          headers: responseHeaders.list,
          content: { 'application/json': { schema: articleListSchema } },
          links: {
            getFirstArticle: {
              operationId: 'getArticle',
              parameters: { slug: '$response.body#/articles/0/slug' },
              description: 'A `slug` of the page names the article.',
            },
            listNextArticles: {
              operationId: 'listArticles',
              parameters: { cursor: '$response.body#/nextCursor' },
              description: 'The `nextCursor` of the page, if it is not null, leads to what comes after it; keep the other parameters.',
            },
          },
        },
        304: notModified(responseHeaders.list),
        ...problemResponses('malformed-query', 'not-acceptable', 'internal-error', 'database-unavailable'),
      },
    },
  },
  '/api/articles/{slug}': {
    get: {
      operationId: 'getArticle',
      tags: ['Articles'],
      summary: 'Get an article',
      description: 'A whole article with its body, as Markdown and as HTML, its comments, and the articles published before and after it.',
      requestParams: { path: z.object({ slug: slugSchema }), header: requestHeaders.article },
      responses: {
        200: {
          description: 'The article.',
          headers: responseHeaders.article,
          content: { 'application/json': { schema: articleSchema } },
        },
        304: notModified(responseHeaders.article),
        ...problemResponses('malformed-path', 'not-found', 'not-acceptable', 'internal-error', 'database-unavailable'),
      },
    },
  },
}
