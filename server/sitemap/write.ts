import type { SitemapEntry, SitemapFile, SitemapKind } from '../repositories/sitemap'
import { sitemapKinds } from '../repositories/sitemap'
import { articleAddress } from '../../shared/utils/article-address'
import { escapeXml } from '../feeds/text'

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9'
/** The file of pages that are there whatever is published, and those pages. */
export const PAGES_FILE = 'pages.xml'
const PAGES = ['/', '/tags']

const addressOf: Record<SitemapKind, (name: string) => string> = {
  articles: articleAddress,
  tags: name => `/tags/${encodeURIComponent(name)}`,
  authors: name => `/authors/${encodeURIComponent(name)}`,
}

export const URLSET_START = `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="${NAMESPACE}">\n`
export const URLSET_END = '</urlset>\n'

const urlElement = (address: string, modifiedAt: string | null) =>
  `<url><loc>${escapeXml(address)}</loc>${modifiedAt === null ? '' : `<lastmod>${modifiedAt}</lastmod>`}</url>\n`

/** The elements of these entries, by the protocol of https://www.sitemaps.org/protocol.html. */
export function urlElements(site: string, kind: SitemapKind, entries: readonly SitemapEntry[]): string {
  return entries.map(({ name, modifiedAt }) => urlElement(site + addressOf[kind](name), modifiedAt)).join('')
}

/** The whole file of the pages that are always there. */
export function pagesSitemap(site: string): string {
  return URLSET_START + PAGES.map(path => urlElement(site + path, null)).join('') + URLSET_END
}

/** The index of the site's sitemaps. */
export function sitemapIndex(site: string, files: readonly SitemapFile[]): string {
  const names = [PAGES_FILE, ...files.map(({ kind, number }) => `${kind}-${number}.xml`)]
  const elements = names.map(name => `<sitemap><loc>${escapeXml(`${site}/sitemaps/${name}`)}</loc></sitemap>\n`)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="${NAMESPACE}">\n${elements.join('')}</sitemapindex>\n`
}

/** The file of this name; null when there can be none. */
export function sitemapFile(name: string): SitemapFile | null {
  // Ids are of 31 bits: no file has a number of more than five digits.
  const [, kind, number] = /^([a-z]+)-([1-9]\d{0,4})\.xml$/.exec(name) ?? []
  const known = sitemapKinds.find(candidate => candidate === kind)
  return known === undefined ? null : { kind: known, number: Number(number) }
}
