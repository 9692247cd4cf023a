import type { IncomingMessage } from 'node:http'
import type { Context, Span, Tracer } from '@opentelemetry/api'
import { createTraceState, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import {
  ATTR_DB_RESPONSE_STATUS_CODE, ATTR_DB_SYSTEM_NAME, ATTR_ERROR_TYPE, ATTR_HTTP_REQUEST_METHOD, ATTR_HTTP_RESPONSE_STATUS_CODE, ATTR_HTTP_ROUTE,
  ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT, ATTR_URL_PATH, ATTR_URL_SCHEME, DB_SYSTEM_NAME_VALUE_POSTGRESQL,
} from '@opentelemetry/semantic-conventions'
import type { AskedHost } from '../database/instances'
import { codeOf, describeFailure } from '../database/errors'
import type { AnsweredRequest } from '../utils/answered-request'
import type { TraceContext } from './trace-context'

/** One request as a span, and each host that it asks as one below it. */
export class RequestSpan {
  readonly traceId: string
  readonly spanId: string
  readonly #tracer: Tracer
  readonly #span: Span
  readonly #context: Context

  /** @param parent where the trace comes from; undefined: it begins here */
  constructor(tracer: Tracer, { method = '', headers }: IncomingMessage, path: string, parent: TraceContext | undefined) {
    this.#tracer = tracer
    this.#span = tracer.startSpan(method, {
      kind: SpanKind.SERVER,
      attributes: { [ATTR_HTTP_REQUEST_METHOD]: method, [ATTR_URL_PATH]: path, [ATTR_URL_SCHEME]: 'http' },
    }, parent ? remote(parent, headers.tracestate) : ROOT_CONTEXT)
    this.#context = trace.setSpan(ROOT_CONTEXT, this.#span)
    const { traceId, spanId } = this.#span.spanContext()
    this.traceId = traceId
    this.spanId = spanId
  }

  /** A host is asked on the request's behalf. @returns to be called when that is over */
  asks({ host, use, attempt, hedged }: AskedHost): (error?: unknown) => void {
    const span = this.#tracer.startSpan(use === 'reads' ? 'database read' : 'database write', {
      kind: SpanKind.CLIENT,
      attributes: {
        [ATTR_DB_SYSTEM_NAME]: DB_SYSTEM_NAME_VALUE_POSTGRESQL,
        ...addressOf(host),
        'kuberocks.database.host': host,
        'kuberocks.database.attempt': attempt,
        'kuberocks.database.hedged': hedged,
      },
    }, this.#context)
    return (error) => {
      if (error !== undefined) describeError(span, error)
      span.end()
    }
  }

  end({ route, status, failure, aborted, method }: AnsweredRequest): void {
    if (route !== undefined) this.#span.updateName(`${method} ${route}`).setAttribute(ATTR_HTTP_ROUTE, route)
    if (aborted) this.#span.setAttribute('kuberocks.request.aborted', true)
    else this.#span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status)
    if (status >= 500) this.#span.setAttribute(ATTR_ERROR_TYPE, String(status)).setStatus({ code: SpanStatusCode.ERROR, message: failure ?? '' })
    this.#span.end()
  }
}

function remote({ traceId, spanId, flags }: TraceContext, tracestate: string | string[] | undefined): Context {
  const traceState = tracestate === undefined ? {} : { traceState: createTraceState(String(tracestate)) }
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: flags, isRemote: true, ...traceState })
}

/** Host and port of `name:port`, which may be `[::1]:5432` or be followed by the address that discovery found. */
function addressOf(host: string) {
  const [, name = host, port] = /^\[?([^\]\s]+?)\]?:(\d+)(?:\s|$)/.exec(host) ?? []
  return { [ATTR_SERVER_ADDRESS]: name, ...(port === undefined ? {} : { [ATTR_SERVER_PORT]: Number(port) }) }
}

function describeError(span: Span, error: unknown): void {
  const code = codeOf(error)
  span.setStatus({ code: SpanStatusCode.ERROR, message: describeFailure(error) })
  span.setAttribute(ATTR_ERROR_TYPE, code ?? (error instanceof Error ? error.name : 'unknown'))
  // Five letters and digits are an SQLSTATE; the system's own codes are longer.
  if (code !== undefined && /^[0-9A-Z]{5}$/.test(code)) span.setAttribute(ATTR_DB_RESPONSE_STATUS_CODE, code)
}
