import type { TraceContext } from '../tracing/trace-context'

/** A request from outside whose answer is through, or whose client is gone. */
export interface AnsweredRequest {
  method: string
  /** The route's pattern, such as `/api/articles/:slug`; undefined for a file, and for a path that nothing is at. */
  route: string | undefined
  /** As it came, without the query string. */
  path: string
  status: number
  milliseconds: number
  /** Whether the client left before its answer was through. */
  aborted: boolean
  /** Bytes that were sent to the client, the answer's head among them. */
  bytes: number
  /** The database hosts that have answered for it. */
  hosts: ReadonlySet<string>
  /** Why it failed. */
  failure: string | undefined
  requestId: string
  /** Its own span, or where there is none the caller's that it came with. */
  trace: Pick<TraceContext, 'traceId' | 'spanId'> | undefined
}
