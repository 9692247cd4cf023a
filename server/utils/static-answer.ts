import { createHash } from 'node:crypto'
import type { H3Event } from 'h3'
import { getRequestHeader, setResponseHeaders, setResponseStatus } from 'h3'

/** What is answered the same to everybody until the next deployment. */
export interface StaticAnswer {
  type: string
  cacheControl: string
  text: string
  /** The page's `Content-Security-Policy`; of HTML. */
  policy?: string
}

/** Prepares such an answer once, and gives the handler that sends it, or 304 to who has it already. */
export function staticAnswer({ type, cacheControl, text, policy }: StaticAnswer): (event: H3Event) => string | null {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  const headers = {
    'Content-Type': type,
    'Cache-Control': cacheControl,
    'ETag': etag,
    'X-Content-Type-Options': 'nosniff',
    ...(policy === undefined ? {} : { 'Content-Security-Policy': policy }),
  }
  return (event) => {
    setResponseHeaders(event, headers)
    if (getRequestHeader(event, 'if-none-match') !== etag) return text
    setResponseStatus(event, 304)
    return null
  }
}
