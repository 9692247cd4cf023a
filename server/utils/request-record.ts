import type { H3Event } from 'h3'
import type { AskedHost, DatabaseCaller } from '../database/instances'
import { currentDatabaseCaller } from '../database/instances'
import { useLog } from '../logging/log'
import type { RequestSpan } from '../tracing/spans'
import type { TraceContext } from '../tracing/trace-context'
import type { AnsweredRequest } from './answered-request'

/** What becomes known of a request from outside while it is answered, also by what a page asks of the API on its behalf. */
export class RequestRecord implements DatabaseCaller {
  /** The database hosts whose answers it was given. */
  readonly hosts = new Set<string>()
  /** Why it fails, one line for an operator: the first reason, of which later ones follow. */
  failure: string | undefined
  readonly trace: AnsweredRequest['trace']
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
 * To be told why a request ends with 5xx: that stands in its line of the log. What a page asks of the API in process fails the page's
 * request; the first reason counts, since what the page makes of it comes after. Where requests have no lines, as in development, this is one.
 */
export function reportFailure(event: H3Event, status: number, description: string): void {
  const record = event.context.requestRecord ?? currentDatabaseCaller()
  if (record instanceof RequestRecord) record.failure ??= description
  else useLog().error(`${event.method} ${event.path.split('?')[0]} answered ${status} (request ${event.context.requestId}): ${description}`)
}

declare module 'h3' {
  interface H3EventContext {
    /** Of a request from outside: what becomes known of it. */
    requestRecord?: RequestRecord
  }
}
