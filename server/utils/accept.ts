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
