import type { H3Event } from 'h3'
import Negotiator from 'negotiator'
import { problem } from './problem'

/**
 * Refuses a request whose `Accept` leaves no room for this media type.
 *
 * @throws 406
 */
export function requireAccept(event: H3Event, type: string): void {
  const { accept } = event.node.req.headers
  // What nearly everybody sends, without a parser.
  if (!accept || accept === '*/*' || accept === type) return
  if (new Negotiator(event.node.req).mediaType([type]) === undefined) {
    throw problem('not-acceptable', `Accept is ${accept}, expected it to allow ${type}.`)
  }
}

/** Whether the client would rather have JSON than HTML; one that takes anything gets HTML. */
export function prefersJson(event: H3Event): boolean {
  const { accept } = event.node.req.headers
  if (!accept?.includes('json')) return false
  const type = new Negotiator(event.node.req).mediaType(['text/html', 'application/problem+json', 'application/json'])
  return type !== undefined && type !== 'text/html'
}
