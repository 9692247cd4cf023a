import type { ArticleSummary } from '../../shared/schemas/article'
import type { Tag } from '../../shared/schemas/tag'
import { markdownAddress } from '../../shared/utils/article-address'
import { feedAddress, feedFormats } from '../../shared/utils/feed-address'
import { SITE_DESCRIPTION, SITE_NAME } from '../../shared/utils/site'

/** What the file lists: the newest articles, and the tags used most. */
export interface LlmsContent { articles: readonly ArticleSummary[], articlesCount: number, tags: readonly Tag[] }

/** Text that stays one line and no link in Markdown. */
const plain = (text: string) => text.replace(/\s+/g, ' ').replace(/[\\[\]<>*_`]/g, '\\$&')

/** The site in Markdown, for programs that read text: https://llmstxt.org. */
export function writeLlmsText(site: string, { articles, articlesCount, tags }: LlmsContent): string {
  const feeds = (['xml', 'atom', 'json'] as const).map(format => `- [${feedFormats[format].name}](${site}${feedAddress('/', format)})`)
  return `# ${SITE_NAME}

> ${SITE_DESCRIPTION}

Every article is at \`${site}/articles/{slug}\`, and as Markdown at \`${site}/articles/{slug}.md\`. There are ${articlesCount} articles.

## Lists

${feeds.join('\n')}
- [Sitemap](${site}/sitemap.xml): every article
- [All tags](${site}/tags)
- [API](${site}/api/openapi.json): articles, tags and search as JSON, OpenAPI 3.1

A tag's or an author's own feeds are at \`${site}/tags/{tag}/feed.xml\` and \`${site}/authors/{name}/feed.xml\`, with \`.atom\` and \`.json\` beside.

## Newest articles

${articles.map(({ title, slug, description }) => `- [${plain(title)}](${site}${markdownAddress(slug)}): ${plain(description)}`).join('\n')}

## Tags

${tags.map(({ name, articlesCount: count }) => `- [${plain(name)}](${site}/tags/${encodeURIComponent(name)}): ${count}`).join('\n')}
`
}
