/** A setting that cannot be used. The message is one line, names the setting, and holds no password. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
}

/** Node's and postgres.js's codes for a connection that could not be made or was lost. */
const connectionErrorCodes = new Set([
  'CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED',
  'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT',
])

/**
 * SQLSTATEs of a server that does not serve this site now: connection exceptions, authorisation,
 * an unknown database, a schema that is not migrated yet, no free connection slot, shutdown and
 * start-up. https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
const unavailableStates = /^(08...|28...|3D000|42P01|53300|57P0[1-4])$/

/** The innermost error: Drizzle wraps the driver's error as `cause`. */
export function rootCause(error: unknown): unknown {
  let cause = error
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause
  return cause
}

function codeOf(error: unknown): string | undefined {
  const cause = rootCause(error)
  // A name with several addresses fails with one error for each of them.
  if (cause instanceof AggregateError && cause.errors.length > 0) return codeOf(cause.errors[0])
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return undefined
}

/**
 * Whether a query failed for the database's sake rather than its own, so that the same query may
 * work later.
 *
 * @param error what a query rejected with, wrapped by Drizzle or not
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  return code !== undefined && (connectionErrorCodes.has(code) || unavailableStates.test(code))
}

/**
 * One line for an operator's log: what the database or the driver said, without the query's values.
 *
 * @param error what a query rejected with, wrapped by Drizzle or not
 */
export function describeFailure(error: unknown): string {
  const cause = rootCause(error)
  if (cause instanceof AggregateError && cause.errors.length > 0) return describeFailure(cause.errors[0])
  const message = cause instanceof Error ? cause.message : String(cause)
  const code = codeOf(cause)
  const line = message.replaceAll(/\s+/g, ' ').trim()
  return code && !line.includes(code) ? `${line} (${code})` : line
}
