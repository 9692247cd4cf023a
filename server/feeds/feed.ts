import type { FeedArticle } from '../../shared/schemas/article'
import { articleAddress, cardAddress } from '../../shared/utils/article-address'
import { feedAddress } from '../../shared/utils/feed-address'
import { authorList } from '../../shared/utils/list-address'
import { withAbsoluteLinks, xmlText } from './text'
import type { FeedFormat } from '../../shared/utils/feed-address'

/** What a feed is of. */
export interface FeedSubject {
  title: string
  description: string
  /** The path of the page that lists the same articles. */
  list: string
}

/** Everything that a feed is written from. */
export interface FeedContent {
  subject: FeedSubject
  /** The origin of every link. */
  site: string
  /** Newest first, texts as they are stored. */
  articles: readonly FeedArticle[]
}

/** An article as each format says it: what XML cannot hold is gone, every link is absolute. */
export interface FeedItem {
  title: string
  address: string
  summary: string
  html: string
  author: { name: string, address: string }
  tags: string[]
  published: Date
  updated: Date
  /** The address of its picture. */
  image: string
}

/** A feed as each format says it. */
export interface Feed {
  title: string
  description: string
  /** The absolute address of the page with the same articles. */
  home: string
  /** The feed's own absolute address. */
  self: string
  /** When anything in it last changed; the beginning of time for an empty one, since Atom demands a moment. */
  updated: Date
  items: FeedItem[]
}

/** Prepares a feed for writing. */
export function composeFeed({ subject, site, articles }: FeedContent, format: FeedFormat): Feed {
  return {
    title: xmlText(subject.title),
    description: xmlText(subject.description),
    home: site + subject.list,
    self: site + feedAddress(subject.list, format),
    updated: new Date(Math.max(0, ...articles.map(({ updatedAt }) => Date.parse(updatedAt)))),
    items: articles.map(article => composeItem(article, site)),
  }
}

function composeItem({ title, slug, description, bodyHtml, author, tags, createdAt, updatedAt }: FeedArticle, site: string): FeedItem {
  const address = site + articleAddress(slug)
  return {
    title: xmlText(title),
    address,
    summary: xmlText(description),
    html: withAbsoluteLinks(xmlText(bodyHtml), address),
    author: { name: xmlText(author.name), address: site + authorList(author.name).path },
    tags: tags.map(xmlText),
    published: new Date(createdAt),
    updated: new Date(updatedAt),
    image: site + cardAddress(slug),
  }
}
