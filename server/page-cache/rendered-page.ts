import { hash } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'
import type { Position } from '../database/position.ts'
import type { Encoding } from '../utils/compression.ts'
import { compressText } from '../utils/compression.ts'
import type { Rendered } from './page-cache.ts'

/** What a rendering answered. */
export interface RenderedAnswer {
  readonly status: number
  /** By their names in lower case. */
  readonly headers: Readonly<OutgoingHttpHeaders>
  readonly text: string
}

/** What a client is sent as it is. */
export interface PreparedBody { readonly headers: OutgoingHttpHeaders, readonly body: Buffer }

/** Never without asking, by browsers and shared caches alike: one of those could not tell who has just written. */
const CACHE_CONTROL = 'no-cache'
/** The bodies' encodings differ, and the colour scheme is a cookie. */
const VARY = 'Accept-Encoding, Cookie'
/** Of one connection or one request. */
const ownHeaders = new Set(['connection', 'content-encoding', 'content-length', 'date', 'keep-alive', 'transfer-encoding', 'vary', 'x-request-id'])

/** An answer of the renderer: where anybody may be given it, with all that this needs; else for the one request. */
export class RenderedPage implements Rendered {
  readonly status: number
  readonly headers: Readonly<OutgoingHttpHeaders>
  readonly isForAll: boolean
  readonly isUnavailable: boolean
  /** What its reads have certainly included; undefined where that is not known. */
  readonly included: Position | undefined
  /** For `If-None-Match`: differs whenever the text does. */
  readonly version: string
  readonly #plain: Buffer
  readonly #prepared = new Map<Encoding, PreparedBody>()
  readonly #preparing = new Map<Encoding, Promise<PreparedBody>>()

  constructor({ status, headers, text }: RenderedAnswer, included: Position | undefined) {
    this.status = status
    this.#plain = Buffer.from(text)
    this.included = included
    this.isForAll = status === 200 && /^text\/html\b/.test(String(headers['content-type']))
      && headers['set-cookie'] === undefined && !/private|no-store/.test(String(headers['cache-control']))
    this.isUnavailable = status === 503
    this.version = this.isForAll ? hash('sha256', this.#plain).slice(0, 32) : ''
    const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !ownHeaders.has(name)))
    // Weak, like the API's: it holds for the compressed form too.
    this.headers = this.isForAll ? { ...kept, 'etag': `W/"${this.version}"`, 'cache-control': CACHE_CONTROL, 'vary': VARY } : kept
  }

  /** A 304's: without what describes a body. */
  get headersWithoutBody(): OutgoingHttpHeaders {
    const { 'content-type': _type, ...others } = this.headers
    return others
  }

  get text(): string {
    return this.#plain.toString()
  }

  get bytes(): number {
    return [...this.#prepared.values()].reduce((sum, { body }) => body === this.#plain ? sum : sum + body.length, this.#plain.length)
  }

  /** The body in this encoding if it was asked for before. */
  prepared(encoding: Encoding): PreparedBody | undefined {
    return this.#prepared.get(encoding)
  }

  /** The body in this encoding; those who ask at once share the work. */
  prepare(encoding: Encoding): Promise<PreparedBody> {
    const present = this.#preparing.get(encoding)
    if (present) return present
    const preparing = this.#encode(encoding).finally(() => this.#preparing.delete(encoding))
    this.#preparing.set(encoding, preparing)
    return preparing
  }

  async #encode(encoding: Encoding): Promise<PreparedBody> {
    const body = encoding === 'identity' ? this.#plain : await compressText(encoding, this.#plain)
    const headers = { ...this.headers, 'content-length': body.length, ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }) }
    const prepared = { headers, body }
    this.#prepared.set(encoding, prepared)
    return prepared
  }
}
