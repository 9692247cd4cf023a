interface PageHead {
  title: string
  description: string
  /** The page's one address on this site. */
  address: string
  previous?: string | undefined
  next?: string | undefined
  /** The path of a list with feeds of its own, such as `/tags/postgres`. */
  feed?: string
  /** The way to the page; the front page is put before it, the page itself behind. */
  breadcrumbs?: readonly Breadcrumb[]
  /** Not for search engines, as what a search has found. */
  noindex?: boolean
  /** The address of the picture that stands for the page where it is linked to, and what is to be seen in it; the site's own by default. */
  card?: { address: string, alt: string }
  type?: 'website' | 'article'
  /** What search engines are told beside the way to the page. */
  data?: readonly StructuredData[]
}

/** What every page says of itself in its head: to readers' tabs, search engines, feed readers and wherever it is linked to. */
export function usePageHead({ title, description, address, previous, next, feed, breadcrumbs = [], noindex, card = { address: '/card.png', alt: SITE_NAME }, type = 'website', data = [] }: PageHead) {
  const words = useMessages().feeds
  const { siteUrl } = useRuntimeConfig().public
  const link = <Relation extends 'canonical' | 'prev' | 'next'>(rel: Relation, to: string) => ({ rel, href: absoluteAddress(siteUrl, to) })
  useSeoMeta({
    title, description, ogTitle: title, ogDescription: description, ogType: type, ogSiteName: SITE_NAME, ogUrl: absoluteAddress(siteUrl, address),
    ogImage: { url: absoluteAddress(siteUrl, card.address), width: 1200, height: 630, type: 'image/png', alt: card.alt },
    twitterCard: 'summary_large_image',
    ...noindex ? { robots: 'noindex' } : {},
  })
  const isFront = address === '/'
  const graph = [
    ...data,
    ...isFront ? [websiteData(siteUrl)] : [breadcrumbsData(siteUrl, [{ name: words.articles, address: '/' }, ...breadcrumbs, { name: title, address }])],
  ]
  useHead({
    link: [
      link('canonical', address),
      ...previous === undefined ? [] : [link('prev', previous)],
      ...next === undefined ? [] : [link('next', next)],
      ...feed === undefined ? [] : feedLinks(feed, title),
      ...feedLinks('/', SITE_NAME),
    ],
    // Of a page that is not to be found, nothing is to be told.
    script: noindex ? [] : [{ type: 'application/ld+json', innerHTML: structuredDataText(graph) }],
  })
}

/** A list's feeds, for a reader's feed reader to find. */
function feedLinks(list: string, title: string) {
  const { siteUrl } = useRuntimeConfig().public
  return (['xml', 'atom', 'json'] as const).map(format => ({
    rel: 'alternate', type: feedFormats[format].type, title: `${title} (${feedFormats[format].name})`, href: absoluteAddress(siteUrl, feedAddress(list, format)),
  } as const))
}
