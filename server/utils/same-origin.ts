import type { H3Event } from 'h3'

/**
 * Refuses a form that another site's page has sent, by what browsers say of it: `Sec-Fetch-Site`, and where a connection without
 * TLS leaves that out, `Origin`.
 *
 * @throws 403
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function requireSameOrigin(event: H3Event): void {
  const { 'sec-fetch-site': site, origin, host } = event.node.req.headers
  const isOwn = site === undefined ? origin === undefined || URL.parse(origin)?.host === host : site === 'same-origin'
  if (!isOwn) throw createError({ status: 403, statusText: 'Forbidden', message: 'The form was not sent by a page of this site.' })
}
