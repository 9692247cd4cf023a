import type { AnsweredRequest } from '../utils/answered-request'
import type { Log, LogFields } from './log'

/** Asked every few seconds by whatever restarts or balances; of interest to who looks for it. */
const probes = new Set(['/healthz', '/readyz'])

/**
 * Writes a line for each request. Of files and probes at level `debug`, of requests that failed on our side at `error`.
 *
 * @returns to be told of each when it is over
 */
export function logRequest(log: Log, request: AnsweredRequest): void {
  const level = request.status >= 500 && !isProbe(request) ? 'error' : isProbe(request) || isFile(request) ? 'debug' : 'info'
  if (log.has(level)) log[level](request.aborted ? 'request aborted' : 'request answered', fieldsOf(request))
}

const isProbe = ({ route }: AnsweredRequest) => route !== undefined && probes.has(route)
/** What is there, and is no route. */
const isFile = ({ route, status }: AnsweredRequest) => route === undefined && status < 400

/** No header, no query string, nothing that a visitor typed but the path. */
function fieldsOf({ method, route, path, status, milliseconds, bytes, hosts, failure, requestId, trace, aborted }: AnsweredRequest): LogFields {
  return {
    request_id: requestId,
    ...(trace && { trace_id: trace.traceId, span_id: trace.spanId }),
    method,
    route,
    path,
    status,
    duration_ms: Math.round(milliseconds * 100) / 100,
    bytes,
    ...(hosts.size > 0 && { database_hosts: [...hosts] }),
    ...(failure !== undefined && { error: failure }),
    ...(aborted && { aborted }),
  }
}
