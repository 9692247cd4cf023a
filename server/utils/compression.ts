import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { H3Event } from 'h3'
import { appendResponseHeader, getResponseHeader, getResponseStatus, setResponseHeader } from 'h3'
import Negotiator from 'negotiator'

/** Bytes below which a packet is sent either way. */
const WORTH_IT = 1_024
const compressible = /^(?:text\/|application\/(?:[\w.+-]+\+)?(?:json|xml)|image\/svg)/

const compress = {
  // Quality 4 is as quick as gzip and smaller; beyond it, time grows faster than text shrinks.
  br: (text: Buffer) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } }),
  gzip: (text: Buffer) => promisify(gzip)(text),
}

/**
 * Compresses the body of a response in place, by the best method that the client accepts, where it is text and large
 * enough. To be called before the head is sent.
 */
export async function compressBody(event: H3Event, response: { body?: unknown }): Promise<void> {
  const { body } = response
  // What a page asks for in process goes nowhere.
  if ('__unenv__' in event.node.req) return
  // Nothing to send, and the same to say of it, https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5.
  if (getResponseStatus(event) === 304) return appendResponseHeader(event, 'Vary', 'Accept-Encoding')
  if (typeof body !== 'string') return
  if (!compressible.test(String(getResponseHeader(event, 'Content-Type') ?? 'text/html')) || getResponseHeader(event, 'Content-Encoding') !== undefined) return
  appendResponseHeader(event, 'Vary', 'Accept-Encoding')
  if (body.length < WORTH_IT || event.node.req.headers['accept-encoding'] === undefined) return

  const method = new Negotiator(event.node.req).encoding(['br', 'gzip', 'identity'], { preferred: ['br', 'gzip'] })
  if (method !== 'br' && method !== 'gzip') return
  response.body = await compress[method](Buffer.from(body))
  setResponseHeader(event, 'Content-Encoding', method)
}
