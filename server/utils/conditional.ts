import { createHash } from 'node:crypto'
import type { H3Event } from 'h3'
import { setResponseHeader, setResponseHeaders, setResponseStatus } from 'h3'

/** What can be answered again without being sent again. */
export interface Versioned {
  /** Differs whenever what it stands for does; of hexadecimal digits. */
  version: string
  /** Null when the client is known to have this version. */
  body: string | null
  /** The body's media type. */
  type: string
  /** ISO 8601, in whole seconds. */
  modifiedAt?: string | undefined
}

/** Never without asking: a client may keep the answer, and is told in a few bytes that it still holds. */
const ASK_EACH_TIME = 'no-cache'
/** A change in the same second would go unseen by its date, https://www.rfc-editor.org/rfc/rfc9110#section-8.8.2.2. */
const DATE_IS_SAFE_AFTER_MS = 2_000

/** A header of the client's own request. One that a page makes in process carries the reader's, which are of the page. */
function conditionalHeader(event: H3Event, name: 'if-none-match' | 'if-modified-since'): string {
  return '__unenv__' in event.node.req ? '' : event.node.req.headers[name] ?? ''
}

/** Every version that the client has, in one text: what its `If-None-Match` says. */
export function knownVersions(event: H3Event): string {
  return conditionalHeader(event, 'if-none-match')
}

/**
 * Whether one of these versions is this one, by weak comparison: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
 *
 * @param versions what `If-None-Match` says
 */
export function namesVersion(versions: string, version: string): boolean {
  return versions.trim() === '*' || versions.includes(`"${version}"`)
}

function isKnown(event: H3Event, { version, modifiedAt }: Pick<Versioned, 'version' | 'modifiedAt'>): boolean {
  const versions = knownVersions(event)
  // Where there are versions, the date says nothing, https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2.
  if (versions !== '') return namesVersion(versions, version)
  const since = Date.parse(conditionalHeader(event, 'if-modified-since'))
  return modifiedAt !== undefined && Date.parse(modifiedAt) <= since
}

/**
 * Says which version the answer is, and answers 304 to a client that has it. For what is costly to make or too long to hold;
 * everything else is answered by `answerVersion`.
 *
 * @param cacheControl who may keep it for how long; by default nobody without asking each time
 * @returns whether the client has it, so that nothing is to be sent
 */
export function isAnswered(event: H3Event, { version, modifiedAt }: Pick<Versioned, 'version' | 'modifiedAt'>, cacheControl = ASK_EACH_TIME): boolean {
  setResponseHeaders(event, {
    // Weak: it holds for the compressed form too.
    'ETag': `W/"${version}"`,
    'Cache-Control': cacheControl,
  })
  if (modifiedAt !== undefined && Date.now() - Date.parse(modifiedAt) >= DATE_IS_SAFE_AFTER_MS) {
    setResponseHeader(event, 'Last-Modified', new Date(modifiedAt).toUTCString())
  }
  if (!isKnown(event, { version, modifiedAt })) return false
  setResponseStatus(event, 304)
  return true
}

/**
 * Answers with this version, or with 304 to a client that has it.
 *
 * @param cacheControl as for `isAnswered`
 * @returns what the handler is to return
 */
export function answerVersion(event: H3Event, { body, type, ...found }: Versioned, cacheControl?: string): string | null {
  if (isAnswered(event, found, cacheControl)) return null
  if (body === null) {
    setResponseStatus(event, 304)
    return null
  }
  setResponseHeader(event, 'Content-Type', type)
  return body
}

/** A version of a text that is made in this process: 32 hexadecimal digits of its hash. */
export function textVersion(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** Answers with a text that was made for this request, or with 304 to a client that has the same. */
export function answerText(event: H3Event, { body, type }: { body: string, type: string }, cacheControl: string): string | null {
  return answerVersion(event, { version: textVersion(body), body, type }, cacheControl)
}
