import type { Article } from '../../shared/schemas/article'
import { articleAddress } from '../../shared/utils/article-address'

/**
 * An article as a Markdown file: what is known of it in front, as YAML, then its title and its text as they were written.
 *
 * @param site the origin of its address
 */
export function writeArticleMarkdown({ title, slug, description, body, author, tags, createdAt, updatedAt }: Article, site: string): string {
  const facts = { title, description, author: author.name, published: createdAt, updated: updatedAt, tags, address: site + articleAddress(slug) }
  // A value in JSON is the same value in YAML 1.2.
  const lines = Object.entries(facts).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  return `---\n${lines.join('\n')}\n---\n\n# ${title.replace(/\s+/g, ' ')}\n\n${body.trim()}\n`
}
