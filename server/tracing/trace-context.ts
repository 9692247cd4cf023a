/** A place in a trace that another process began. */
export interface TraceContext {
  /** 32 hexadecimal digits, lower case. */
  readonly traceId: string
  /** 16 of them: the span that this request is a part of. */
  readonly spanId: string
  /** The flags of the header; the lowest bit says that the trace is recorded. */
  readonly flags: number
}

/** https://www.w3.org/TR/trace-context/#traceparent-header: of later versions the first four fields mean the same, and more may follow. */
const form = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/**
 * Reads a `traceparent` header.
 *
 * @param header as Node has it
 * @returns undefined for none, and for one that is malformed: the standard has it ignored
 */
export function parseTraceparent(header: string | readonly string[] | undefined): TraceContext | undefined {
  if (typeof header !== 'string') return undefined
  const [, version, traceId, spanId, flags, more] = form.exec(header) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  return version === '00' && more !== undefined ? undefined : { traceId, spanId, flags: Number.parseInt(flags, 16) }
}
