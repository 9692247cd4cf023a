import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { H3Event } from 'h3'
import { appendResponseHeader, setResponseHeader } from 'h3'
import Negotiator from 'negotiator'
import { describeFailure } from '../database/errors'
import { useLog } from '../logging/log'

/** Bytes made ahead of a client that reads slowly. */
const AHEAD = 65_536

/**
 * Sends text as it is made, compressed where the client accepts gzip. When its making fails on the way the connection is cut:
 * a text that ended early would pass for the whole. For text whose first part could be made; an error before that is
 * thrown, and answered like any.
 */
export async function streamAnswer(event: H3Event, type: string, parts: AsyncGenerator<string, void>): Promise<void> {
  const first = await parts.next()
  const source = Readable.from((async function* () {
    if (!first.done) yield first.value
    yield* parts
  })(), { objectMode: false, highWaterMark: AHEAD })

  setResponseHeader(event, 'Content-Type', type)
  appendResponseHeader(event, 'Vary', 'Accept-Encoding')
  const { req, res } = event.node
  const isZipped = req.headers['accept-encoding'] !== undefined && new Negotiator(req).encoding(['gzip', 'identity'], { preferred: ['gzip'] }) === 'gzip'
  if (isZipped) setResponseHeader(event, 'Content-Encoding', 'gzip')
  try {
    await (isZipped ? pipeline(source, createGzip(), res) : pipeline(source, res))
  }
  catch (error) {
    // A client that has gone is no failure.
    if (error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE') return
    useLog().error(`${event.method} ${event.path.split('?')[0]} broke off (request ${event.context.requestId}): ${describeFailure(error)}`)
  }
}
