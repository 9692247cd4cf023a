import type { H3Event } from 'h3'
import { getRequestProtocol } from 'h3'

/** Whether the visitor's own connection is https, which a proxy may end. */
export function isVisitedByHttps(event: H3Event): boolean {
  // Each proxy adds its word behind those before; the first is the visitor's.
  const [visited] = String(event.node.req.headers['x-forwarded-proto'] ?? '').split(',')
  return visited?.trim() === 'https' || getRequestProtocol(event) === 'https'
}
