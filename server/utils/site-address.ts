import type { H3Event } from 'h3'
import { getRequestProtocol } from 'h3'

/** A name or an address with an optional port: what may stand in a link. */
const plainHost = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/**
 * The origin for links that must be absolute, without a slash at the end: the configured one, else the one that the request
 * was sent to. Pages never use the latter: they may be kept for readers who came by another name.
 */
export function siteAddress(event: H3Event): string {
  const { siteUrl } = useRuntimeConfig().public
  if (siteUrl) return new URL(siteUrl).origin
  const host = event.node.req.headers.host ?? ''
  return URL.parse(`${getRequestProtocol(event)}://${plainHost.test(host) ? host : 'localhost'}`)?.origin ?? 'http://localhost'
}
