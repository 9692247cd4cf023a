/** A setting that cannot be used. The message is one line, names the setting, and holds no password. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
}

/** No host could serve before the deadline: all are down, lag, or are of the wrong role. Nothing was done; try again later. */
export class DatabaseUnavailableError extends Error {
  override name = 'DatabaseUnavailableError'
}

/** More is waiting for a host than may wait. Nothing was done; try again later. */
export class DatabaseOverloadedError extends Error {
  override name = 'DatabaseOverloadedError'
}

/** Hosts have the read, and none has answered before the deadline. */
export class ReadTimeoutError extends Error {
  override name = 'ReadTimeoutError'
}

/** The connection was lost before the transaction came to its commit: nothing of it was applied, and repeating it is safe. */
export class TransactionLostError extends Error {
  override name = 'TransactionLostError'
}

/** The connection was lost after a write was sent and before its answer: it may or may not have been applied. Never repeated here. */
export class WriteOutcomeUnknownError extends Error {
  override name = 'WriteOutcomeUnknownError'
}

const temporary = [DatabaseUnavailableError, DatabaseOverloadedError, ReadTimeoutError, TransactionLostError]

/** Node's and postgres.js's codes for a connection that could not be made or was lost. */
const connectionErrorCodes = new Set([
  'CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED',
  'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT',
  'NOT_POSTGRES',
])

/** Connection exceptions, authorisation, an unknown database, shutdown and start-up: https://www.postgresql.org/docs/18/errcodes-appendix.html */
const hostStates = /^(08...|28...|3D000|57P0[1-5])$/

/** Beside those: no free connection slot, and a schema that is not migrated yet. */
const unavailableStates = /^(42P01|53300)$/

/** The innermost error: Drizzle wraps the driver's error as `cause`. */
export function rootCause(error: unknown): unknown {
  let cause = error
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause
  return cause
}

/** The error and what it was caused by, outermost first. */
export function errorChain(error: unknown): unknown[] {
  return error instanceof Error && error.cause !== undefined ? [error, ...errorChain(error.cause)] : [error]
}

/**
 * The code of the driver's or the system's error: an SQLSTATE such as `57P01`, or such as `ECONNREFUSED`.
 *
 * @param error what a query rejected with, wrapped by Drizzle or not
 */
export function codeOf(error: unknown): string | undefined {
  const cause = rootCause(error)
  // A name with several addresses fails with one error for each of them.
  if (cause instanceof AggregateError && cause.errors.length > 0) return codeOf(cause.errors[0])
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return undefined
}

/** Whether this code says that the host, or the connection to it, is gone or refuses us. */
export function isHostFailure(code: string | undefined): boolean {
  return code !== undefined && (connectionErrorCodes.has(code) || hostStates.test(code))
}

/** Whether the error, or what caused it, is a write that may or may not have been applied. */
export function isWriteOutcomeUnknown(error: unknown): boolean {
  return errorChain(error).some(link => link instanceof WriteOutcomeUnknownError)
}

/**
 * Whether a query failed for the database's sake rather than its own, so that the same query may
 * work later. A write of unknown outcome is not among them: repeating it may apply it twice.
 *
 * @param error what a query rejected with, wrapped by Drizzle or not
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (isWriteOutcomeUnknown(error)) return false
  if (errorChain(error).some(link => temporary.some(type => link instanceof type))) return true
  const code = codeOf(error)
  return isHostFailure(code) || (code !== undefined && unavailableStates.test(code))
}

/**
 * One line for an operator's log: what the database or the driver said, without the query's values.
 *
 * @param error what a query rejected with, wrapped by Drizzle or not
 */
export function describeFailure(error: unknown): string {
  const own = errorChain(error).find(link => link instanceof WriteOutcomeUnknownError || temporary.some(type => link instanceof type))
  const cause = own ?? rootCause(error)
  if (cause instanceof AggregateError && cause.errors.length > 0) return describeFailure(cause.errors[0])
  const message = cause instanceof Error ? cause.message : String(cause)
  const code = own ? undefined : codeOf(cause)
  const line = message.replaceAll(/\s+/g, ' ').trim()
  return code && !line.includes(code) ? `${line} (${code})` : line
}
