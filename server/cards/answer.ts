import type { H3Event } from 'h3'
import { setResponseHeader, setResponseHeaders, setResponseStatus } from 'h3'
import { LRUCache } from 'lru-cache'
import { cardDesign, cardProgram } from '#card-worker'
import { describeFailure } from '../database/errors'
import { isAnswered, textVersion } from '../utils/conditional'
import { reportFailure } from '../utils/request-record'
import type { Card } from './card'
import { CardsBusyError, createCardRenderer } from './renderer'

/** Social networks keep a picture for longer than that. */
const CACHE_CONTROL = 'public, max-age=86400'
/** Some four hundred cards. */
const MOST_BYTES = 8 * 1024 * 1024
const RETRY_AFTER_SECONDS = 5

const renderer = createCardRenderer(new URL(cardProgram))
/** By version; who asks for a card that is being drawn waits for the same one. */
const drawn = new LRUCache<string, Buffer, Card>({
  maxSize: MOST_BYTES,
  sizeCalculation: png => png.length,
  fetchMethod: (_version, _stale, { context }) => renderer.draw(context),
})

/**
 * Answers with the card as PNG, with 304 to a client that has it, or with 503 when it cannot be drawn now. It is drawn once while it is
 * remembered; a new version of the article or of the design is a new card.
 */
export async function answerCard(event: H3Event, card: Card): Promise<Buffer | string | null> {
  const version = textVersion(JSON.stringify([cardDesign, card]))
  if (isAnswered(event, { version }, CACHE_CONTROL)) return null
  try {
    const png = await drawn.fetch(version, { context: card })
    setResponseHeader(event, 'Content-Type', 'image/png')
    return png ?? null
  }
  catch (error) {
    if (!(error instanceof CardsBusyError)) reportFailure(event, 503, describeFailure(error))
    setResponseStatus(event, 503)
    event.node.res.removeHeader('ETag')
    setResponseHeaders(event, { 'Retry-After': RETRY_AFTER_SECONDS, 'Cache-Control': 'no-store', 'Content-Type': 'text/plain; charset=utf-8' })
    return 'The picture cannot be drawn at the moment. Try again in a few seconds.\n'
  }
}
