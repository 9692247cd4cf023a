import type { H3Event } from 'h3'
import { deleteCookie, getCookie, getResponseHeader, setCookie, setResponseHeader } from 'h3'
import { useDatabase } from '../database/instances.ts'
import type { Position } from '../database/position.ts'
import { laterPosition, reachesTo, UNREACHED_LSN } from '../database/position.ts'
import type { PositionTokens } from '../database/position-token.ts'
import { createPositionTokens } from '../database/position-token.ts'
import { FRESH_MS } from '../page-cache/page-cache.ts'
import { isVisitedByHttps } from './visited-by-https.ts'

/** The name of the cookie, and of the header as Node has it. */
const NAME = 'read-position'
/** Milliseconds that an answer is held up for a position: without one, the next read goes to the primary. */
const POSITION_WITHIN_MS = 1000

/** What a request with a position, or one that asks for one, has to be answered. */
interface Exchange {
  /** What its cookie said; undefined for one that is not valid. */
  readonly cookie: Position | undefined
  /** What the request must see. */
  readonly from: Position | undefined
  readonly wantsHeader: boolean
  readonly seen: () => Promise<Position | undefined>
  written?: Position
}

const exchanges = new WeakMap<H3Event, Exchange>()
let tokens: PositionTokens | undefined
let cookieSeconds = 0

/** Prepares what is below, once at start, when the database is open. */
export function openReadPositions(secret: string): void {
  const { positionLifetime: lifetime } = useDatabase()
  tokens = createPositionTokens({ secret, lifetime })
  cookieSeconds = Math.ceil(lifetime / 1000)
}

/**
 * To be called by a handler after the commit of what it wrote: whoever sends this response's cookie or header
 * with a later request sees that write. It never fails: the write is done.
 *
 * @param event the visitor's own request; no header of one made by `event.$fetch` reaches the visitor
 */
export async function rememberWrite(event: H3Event): Promise<void> {
  const exchange = exchanges.get(event)
  const from = exchange?.from
  const written = await takeWritePosition() ?? beyond(useDatabase().latestPosition() ?? from)
  if (!written || event.node.res.headersSent) return
  // The primary has all that was wanted before, unless another has taken its place.
  const position = from?.system === written.system && from.timeline > written.timeline ? from : written
  if (exchange) exchange.written = position
  const token = issue(position)
  if (token === undefined) return
  setCookie(event, NAME, token, { ...cookieOptions(event), maxAge: cookieSeconds })
  setResponseHeader(event, NAME, token)
  keepPrivate(event)
}

/**
 * Handles a request on behalf of who has sent it: it reads what the position in its cookie or header includes.
 * Requests without either, and those that a page makes in process, pass straight on.
 */
export function withReadPosition(event: H3Event, handle: (event: H3Event) => unknown): unknown {
  const { headers } = event.node.req
  const header = headers[NAME]
  if (header === undefined && !headers.cookie?.includes(NAME)) return handle(event)
  // Nitro's mark of a request in process: the visitor's own request, outside, has them all in its context.
  if ('__unenv__' in event.node.req) return handle(event)
  const cookieToken = getCookie(event, NAME)
  if (header === undefined && cookieToken === undefined) return handle(event)

  const cookie = read(cookieToken)
  const own = read(header)
  const from = own ? laterPosition(cookie, own) : cookie
  return useDatabase().readFrom(from, async (seen) => {
    exchanges.set(event, { cookie, from, wantsHeader: header !== undefined, seen })
    try {
      return await handle(event)
    }
    catch (error) {
      // The error handler answers outside of this, and keeps the headers that are set.
      await answerReadPosition(event).catch(() => {})
      throw error
    }
  })
}

/**
 * Whether an answer that was made before must not be given to this visitor: it may lack what they have written, or there is
 * something to tell them of positions.
 *
 * @param included what the answer's reads have certainly included; undefined where that is not known
 */
export function mustReadAnew(event: H3Event, included?: Position): boolean {
  const { headers } = event.node.req
  if (headers[NAME] !== undefined) return true
  if (!headers.cookie?.includes(NAME)) return false
  const token = getCookie(event, NAME)
  if (token === undefined) return false
  const wanted = read(token)
  // A cookie that is not valid, or that nobody needs any more, is to be cleared.
  return !wanted || !included || !reachesTo(included, wanted) || useDatabase().wasEverywhere(wanted, FRESH_MS)
}

/** Sets what the response says of positions; to be called when its handler is through, before its head is sent. */
export async function answerReadPosition(event: H3Event): Promise<void> {
  const exchange = exchanges.get(event)
  if (!exchange) return
  exchanges.delete(event)
  const { cookie, wantsHeader, written } = exchange
  const token = wantsHeader ? issue(await findPositionToTell(exchange)) : undefined
  if (event.node.res.headersSent) return

  if (token !== undefined) setResponseHeader(event, NAME, token)
  // Files that everybody may keep say so; no cookie is added to what a cache hands to others.
  const isShared = /public|s-maxage/.test(String(getResponseHeader(event, 'Cache-Control')))
  // Without the cookie, a page may be one that was read so long ago.
  const isDone = !cookie || useDatabase().wasEverywhere(cookie, FRESH_MS)
  if (getCookie(event, NAME) !== undefined && !written && isDone && !isShared) deleteCookie(event, NAME, cookieOptions(event))
  keepPrivate(event)
}

async function findPositionToTell({ from, seen, written }: Exchange): Promise<Position | undefined> {
  const shown = await inTime(seen()).catch(() => beyond(useDatabase().latestPosition() ?? from))
  return shown ? laterPosition(written, shown) : written
}

/** Where the primary is; undefined when it does not say so in time. */
async function takeWritePosition(): Promise<Position | undefined> {
  try {
    return await inTime(useDatabase().writePosition())
  }
  catch {
    return undefined
  }
}

/** A position that only a primary is known to have reached. */
function beyond(position: Position | undefined): Position | undefined {
  return position && { ...position, lsn: UNREACHED_LSN }
}

async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('no position in time')), POSITION_WITHIN_MS)
  try {
    return await Promise.race([work, tooLate])
  }
  finally {
    clearTimeout(timer)
  }
}

function issue(position: Position | undefined): string | undefined {
  return position && tokens?.issue(position)
}

function read(token: string | readonly string[] | undefined): Position | undefined {
  return typeof token === 'string' ? tokens?.read(token) : undefined
}

function cookieOptions(event: H3Event) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isVisitedByHttps(event) } as const
}

/** What one visitor is shown after their write is nobody else's. */
function keepPrivate(event: H3Event): void {
  const rule = String(getResponseHeader(event, 'Cache-Control') ?? '')
  if (!/public|private|no-store|s-maxage/.test(rule)) setResponseHeader(event, 'Cache-Control', rule === '' ? 'private' : `private, ${rule}`)
}
