import type { H3Event } from 'h3'

/** A page of a list as its address asks for it. */
export interface ListPage {
  page: number
  size: number
  /** Where the page counts from, if not from the start. */
  cursor?: string | undefined
  /** Items in the whole list. */
  total: number
  /** The cursor for what comes after the page; null at the end, undefined for a list without cursors. */
  nextCursor?: string | null
}

/**
 * Names the page's neighbours in a `Link` header, https://www.rfc-editor.org/rfc/rfc8288: first, prev, next and last of a
 * list that is counted from its start, first and next of one that is walked from a cursor.
 */
export function setPageLinks(event: H3Event, { page, size, cursor, total, nextCursor }: ListPage): void {
  const [path = '', query] = event.path.split('?')
  const kept = new URLSearchParams(query)
  kept.delete('page')
  kept.delete('cursor')
  // Without the event: with it, Nitro would copy all of its configuration for each request.
  const address = absoluteAddress(useRuntimeConfig().public.siteUrl, `${path}?${kept.size > 0 ? `${kept}&` : ''}`)
  const link = (relation: string, place: string) => `<${address}${place}>; rel="${relation}"`

  const last = Math.max(1, Math.ceil(total / size))
  const links = [link('first', 'page=1')]
  if (cursor === undefined) {
    if (page > 1) links.push(link('prev', `page=${Math.min(page - 1, last)}`))
    if (page < last) links.push(link('next', `page=${page + 1}`))
    links.push(link('last', `page=${last}`))
  }
  else if (nextCursor) {
    links.push(link('next', `cursor=${nextCursor}`))
  }
  setResponseHeader(event, 'Link', links.join(', '))
}
