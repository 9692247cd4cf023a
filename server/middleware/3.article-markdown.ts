import { articleSchema } from '../../shared/schemas/article'
import { useReader } from '../database/instances'
import { writeArticleMarkdown } from '../feeds/markdown'
import { articleRepository } from '../repositories/article'

const address = /^\/articles\/([^/?]+)\.md(?:\?|$)/

/**
 * `GET /articles/{slug}.md`: the article as Markdown. Before the routes, which cannot tell it from a page: an article whose slug
 * itself ends in `.md` keeps its page, as long as there is none without that ending.
 */
export default defineEventHandler(async (event) => {
  const [, slug] = address.exec(event.path) ?? []
  if (slug === undefined) return
  const found = await articleRepository(useReader()).findBySlug(decodeURIComponent(slug), knownVersions(event))
  if (!found) return
  event.context.route = '/articles/:slug.md'
  const { version, json, modifiedAt } = found
  const site = siteAddress(event)
  setResponseHeaders(event, {
    'X-Content-Type-Options': 'nosniff',
    // For search engines it is one article, not two.
    'Link': `<${site}${articleAddress(decodeURIComponent(slug))}>; rel="canonical"`,
  })
  const body = json === null ? null : writeArticleMarkdown(articleSchema.parse(JSON.parse(json)), site)
  return answerVersion(event, { version, body, type: 'text/markdown; charset=utf-8', modifiedAt })
})
