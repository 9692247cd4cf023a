import type { App, H3Event } from 'h3'
import { withDatabaseCaller } from '../database/instances'
import type { Tracing } from '../tracing/tracing'
import { parseTraceparent } from '../tracing/trace-context'
import type { AnsweredRequest } from './answered-request'
import { RequestRecord } from './request-record'

/** Told of requests. */
export interface RequestWatch {
  begin?: () => void
  end: (request: AnsweredRequest) => void
}

/** Tells of each request from outside when it begins and when its answer is through, or its client is gone. */
export function watchRequests(app: App, watches: readonly RequestWatch[], tracing: () => Tracing | undefined): void {
  const handle = app.handler
  app.handler = Object.assign((event: Parameters<typeof handle>[0]) => {
    const { req, res } = event.node
    // A page's own requests, in process, are part of its time.
    if ('__unenv__' in req) return handle(event)
    const begun = performance.now()
    const { bytesWritten } = req.socket
    const [path = '/'] = (req.url ?? '/').split('?', 1)
    const parent = parseTraceparent(req.headers.traceparent)
    const record = new RequestRecord(parent, tracing()?.begin(req, path, parent))
    event.context.requestRecord = record
    for (const { begin } of watches) begin?.()
    res.once('close', () => {
      const answered = describe(event, path, record, performance.now() - begun, req.socket.bytesWritten - bytesWritten)
      for (const { end } of watches) end(answered)
      record.span?.end(answered)
    })
    return withDatabaseCaller(record, () => handle(event))
  }, handle)
}

function describe(event: H3Event, path: string, { hosts, failure, trace }: RequestRecord, milliseconds: number, bytes: number): AnsweredRequest {
  const { req, res } = event.node
  return {
    method: event.context.isHead ? 'HEAD' : req.method ?? '',
    route: event.context.route ?? routeOf(event),
    path,
    status: res.statusCode,
    milliseconds,
    aborted: !res.writableFinished,
    bytes, hosts, failure, trace,
    requestId: event.context.requestId,
  }
}

/** A route that is neither of the API nor a page, such as health; not one that takes whatever comes. */
function routeOf({ context }: H3Event): string | undefined {
  const path = context.matchedRoute?.path
  return path?.includes('**') ? undefined : path
}
