import { LANGUAGE, messagesFor } from '../messages/index.ts'

/** What the error page says. */
export interface ErrorWords {
  title: string
  explanation: string
}

/** An HTTP status in human words: what happened, and what the reader can do about it. */
export function errorWords(status: number): ErrorWords {
  const { gone, unavailable, tooMany, refused, broken } = messagesFor(LANGUAGE).errors
  if (status === 404 || status === 410) return gone
  if (status === 503 || status === 504) return unavailable
  if (status === 429) return tooMany
  return status >= 400 && status < 500 ? refused : broken
}
