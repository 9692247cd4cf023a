import { pageAddress, requestedPage } from './page-address'

/**
 * An article's address; `fromPage` lets its Back link return to that page of the list.
 *
 * Only a page number travels, never an address: whatever is put there, Back stays on the site. The Referer header
 * was the alternative, but browsers and proxies drop it, and pages that differ by it cannot be cached by address.
 */
export function articleAddress(slug: string, fromPage = 1): string {
  return pageAddress({ path: `/articles/${encodeURIComponent(slug)}`, query: fromPage > 1 ? { from: String(fromPage) } : {} }, 1)
}

/** The address of an article's Markdown. */
export function markdownAddress(slug: string): string {
  return `/articles/${encodeURIComponent(slug)}.md`
}

/** The address of the picture that stands for an article where it is linked to. */
export function cardAddress(slug: string): string {
  return `/articles/${encodeURIComponent(slug)}/card.png`
}

/** The list page the reader came from, out of an article's `?from=`; 1 for anything but one plain page number. */
export function cameFromPage(from: unknown): number {
  return requestedPage(from) ?? 1
}

/** The id of an article's card in a list; the prefix keeps slugs apart from the page's own ids. */
export function cardId(slug: string): string {
  return `article-${slug}`
}

/** Where Back leads: the reader's list page, at the article's own card; `/` for a reader who came from elsewhere. */
export function backAddress(from: unknown, slug: string): string {
  const page = cameFromPage(from)
  return page > 1 ? `${pageAddress({ path: '/' }, page)}#${encodeURIComponent(cardId(slug))}` : '/'
}
