import type { H3Event } from 'h3'
import { setResponseHeaders } from 'h3'
import { requireAccept } from './accept'
import { answerVersion, textVersion } from './conditional'

/** What is answered the same to everybody until the next deployment. */
export interface StaticAnswer {
  /** Without parameters. */
  type: string
  cacheControl: string
  text: string
  /** The page's `Content-Security-Policy`; of HTML. */
  policy?: string
}

/**
 * Prepares such an answer once.
 *
 * @returns the handler that sends it, or 304 to a client that has it; it throws 406 when the type is not wanted
 */
export function staticAnswer({ type, cacheControl, text, policy }: StaticAnswer): (event: H3Event) => string | null {
  const version = textVersion(text)
  const found = { version, body: text, type: type === 'text/html' ? `${type}; charset=utf-8` : type }
  const headers = { 'X-Content-Type-Options': 'nosniff', ...(policy === undefined ? {} : { 'Content-Security-Policy': policy }) }
  return (event) => {
    requireAccept(event, type)
    setResponseHeaders(event, headers)
    return answerVersion(event, found, cacheControl)
  }
}
