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
  const last = Math.max(1, Math.ceil(total / size))
  const links = cursor === undefined
    ? [
        link(event, 'first', { page: 1 }),
        ...page > 1 ? [link(event, 'prev', { page: Math.min(page - 1, last) })] : [],
        ...page < last ? [link(event, 'next', { page: page + 1 })] : [],
        link(event, 'last', { page: last }),
      ]
    : [
        link(event, 'first', { page: 1 }),
        ...nextCursor ? [link(event, 'next', { page: 1, cursor: nextCursor })] : [],
      ]
  setResponseHeader(event, 'Link', links.join(', '))
}

function link(event: H3Event, relation: string, place: { page: number, cursor?: string }): string {
  const [path = '', query] = event.path.split('?')
  const parameters = new URLSearchParams(query)
  parameters.delete('page')
  parameters.delete('cursor')
  for (const [name, value] of Object.entries(place)) if (name !== 'page' || value !== 1 || !place.cursor) parameters.set(name, String(value))
  return `<${absoluteAddress(useRuntimeConfig(event).public.siteUrl, `${path}?${parameters}`)}>; rel="${relation}"`
}
