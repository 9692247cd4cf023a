import { generateAtomFeed, generateJsonFeed, generateRssFeed } from 'feedsmith'
import type { FeedFormat } from '../../shared/utils/feed-address'
import { feedFormats } from '../../shared/utils/feed-address'
import { LANGUAGE } from '../../shared/messages/index.ts'
import { SITE_NAME } from '../../shared/utils/site'
import type { Feed } from './feed'

/** https://www.rssboard.org/rss-specification, with the names and texts for which it has no place of its own. */
function writeRss({ title, description, home, self, updated, items }: Feed): string {
  return generateRssFeed({
    title,
    description,
    link: home,
    language: LANGUAGE,
    lastBuildDate: updated,
    atom: { links: [{ href: self, rel: 'self', type: feedFormats.xml.type }] },
    items: items.map(item => ({
      title: item.title,
      link: item.address,
      guid: { value: item.address, isPermaLink: true },
      description: item.summary,
      pubDate: item.published,
      // RSS wants a mail address in `author`; nobody's is public.
      dc: { creators: [item.author.name] },
      categories: item.tags.map(name => ({ name })),
      content: { encoded: item.html },
    })),
  })
}

/** https://www.rfc-editor.org/rfc/rfc4287 */
function writeAtom({ title, description, home, self, updated, items }: Feed): string {
  return generateAtomFeed({
    id: home,
    title: { value: title },
    subtitle: { value: description },
    updated,
    links: [{ href: home, rel: 'alternate', type: 'text/html' }, { href: self, rel: 'self', type: feedFormats.atom.type }],
    authors: [{ name: SITE_NAME }],
    xml: { lang: LANGUAGE },
    entries: items.map(item => ({
      id: item.address,
      title: { value: item.title },
      links: [{ href: item.address, rel: 'alternate', type: 'text/html' }],
      published: item.published,
      updated: item.updated,
      authors: [{ name: item.author.name, uri: item.author.address }],
      categories: item.tags.map(term => ({ term })),
      summary: { value: item.summary },
      content: { value: item.html, type: 'html' },
    })),
  })
}

/** https://www.jsonfeed.org/version/1.1/ */
function writeJson({ title, description, home, self, items }: Feed): string {
  return JSON.stringify(generateJsonFeed({
    title,
    description,
    home_page_url: home,
    feed_url: self,
    language: LANGUAGE,
    items: items.map(item => ({
      id: item.address,
      url: item.address,
      title: item.title,
      content_html: item.html,
      summary: item.summary,
      image: item.image,
      date_published: item.published,
      date_modified: item.updated,
      authors: [{ name: item.author.name, url: item.author.address }],
      tags: item.tags,
    })),
  }))
}

const writers: Record<FeedFormat, (feed: Feed) => string> = { xml: writeRss, atom: writeAtom, json: writeJson }

/** The feed as the text of its format. */
export function writeFeed(feed: Feed, format: FeedFormat): string {
  return writers[format](feed)
}
