import type { H3Event } from 'h3'
import type { AskedHost, DatabaseCaller } from '../database/instances'
import { currentDatabaseCaller } from '../database/instances'
import type { RequestSpan } from '../tracing/spans'
import type { TraceContext } from '../tracing/trace-context'

/** What becomes known of a request from outside while it is answered, also by what a page asks of the API on its behalf. */
export class RequestRecord implements DatabaseCaller {
  /** The database hosts whose answers it was given. */
  readonly hosts = new Set<string>()
  /** Why it fails, one line for an operator: the first reason, of which later ones follow. */
  failure: string | undefined
  /** Its own span, or where there is none the caller's that it came with. */
  readonly trace: Pick<TraceContext, 'traceId' | 'spanId'> | undefined
  readonly span: RequestSpan | undefined
  readonly asks?: (asked: AskedHost) => (error?: unknown) => void

  constructor(parent: TraceContext | undefined, span: RequestSpan | undefined) {
    this.trace = span ?? parent
    this.span = span
    if (span) this.asks = asked => span.asks(asked)
  }

  answered(host: string): void {
    this.hosts.add(host)
  }
}

/**
 * To be told why a request fails. What a page asks of the API in process fails the page's request.
 *
 * @returns false when the request is not recorded
 */
export function noteFailure(event: H3Event, description: string): boolean {
  const record = event.context.requestRecord ?? currentDatabaseCaller()
  if (!(record instanceof RequestRecord)) return false
  record.failure ??= description
  return true
}

declare module 'h3' {
  interface H3EventContext {
    /** Of a request from outside: what becomes known of it. */
    requestRecord?: RequestRecord
  }
}
