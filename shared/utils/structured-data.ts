import type { Article } from '../schemas/article'
import { absoluteAddress } from './absolute-address'
import { articleAddress, cardAddress } from './article-address'
import { LANGUAGE } from '../messages/index.ts'
import { authorList } from './list-address'
import { SITE_DESCRIPTION, SITE_NAME } from './site'

/** A step on the way from the front page to a page. */
export interface Breadcrumb { name: string, address: string }

/** What a search engine is told of a page, in the words of https://schema.org. */
export type StructuredData = Readonly<Record<string, unknown>>

/** The site, and where to search it. */
export function websiteData(siteUrl: string | undefined): StructuredData {
  return {
    '@type': 'WebSite',
    'name': SITE_NAME,
    'description': SITE_DESCRIPTION,
    'url': absoluteAddress(siteUrl, '/'),
    'inLanguage': LANGUAGE,
    'potentialAction': {
      '@type': 'SearchAction',
      'target': { '@type': 'EntryPoint', 'urlTemplate': `${absoluteAddress(siteUrl, '/search')}?q={search_term_string}` },
      'query-input': 'required name=search_term_string',
    },
  }
}

/** An article: who wrote it, when, and of what. */
export function articleData(siteUrl: string | undefined, { title, slug, description, author, tags, createdAt, updatedAt }: Article): StructuredData {
  const address = absoluteAddress(siteUrl, articleAddress(slug))
  return {
    '@type': 'Article',
    'headline': title,
    description,
    'datePublished': createdAt,
    'dateModified': updatedAt,
    'author': { '@type': 'Person', 'name': author.name, 'url': absoluteAddress(siteUrl, authorList(author.name).path) },
    'publisher': { '@type': 'Organization', 'name': SITE_NAME, 'url': absoluteAddress(siteUrl, '/') },
    'image': absoluteAddress(siteUrl, cardAddress(slug)),
    'keywords': tags,
    'url': address,
    'mainEntityOfPage': address,
  }
}

/** The way to a page, its own step last. */
export function breadcrumbsData(siteUrl: string | undefined, breadcrumbs: readonly Breadcrumb[]): StructuredData {
  return {
    '@type': 'BreadcrumbList',
    'itemListElement': breadcrumbs.map(({ name, address }, index) =>
      ({ '@type': 'ListItem', 'position': index + 1, name, 'item': absoluteAddress(siteUrl, address) })),
  }
}

/** The data as the text of a script element. Without `<` nothing in it can end the element, or begin a comment. */
export function structuredDataText(data: readonly StructuredData[]): string {
  return JSON.stringify({ '@context': 'https://schema.org', '@graph': data }).replaceAll('<', '\\u003c')
}
