/** The formats of a feed, by the ending of its address. */
export const feedFormats = {
  xml: { name: 'RSS', type: 'application/rss+xml' },
  atom: { name: 'Atom', type: 'application/atom+xml' },
  json: { name: 'JSON Feed', type: 'application/feed+json' },
} as const

export type FeedFormat = keyof typeof feedFormats

/**
 * The address of a list's feed.
 *
 * @param list the path of the list's page, such as `/tags/postgres`; `/` for all articles
 */
export function feedAddress(list: string, format: FeedFormat): string {
  return `${list.replace(/\/$/, '')}/feed.${format}`
}
