import { codeOf, isHostFailure, rootCause } from '../../errors.ts'

/**
 * What follows from a read's error:
 * - `host-failed`: the host, or the connection to it, is gone; others are asked and it is out until it is well;
 * - `ask-another`: this host could not, just now or this time: a recovery conflict on a standby, no free connection, no memory,
 *   a damaged file; another may;
 * - `own-error`: the statement's own fault, or its own time limit; no other host would answer better.
 */
export type ReadVerdict = 'host-failed' | 'ask-another' | 'own-error'

/** Insufficient resources, system error, corrupted data or index: https://www.postgresql.org/docs/18/errcodes-appendix.html */
const hostsOwnTrouble = /^(53...|58...|XX00[12])$/
/** Recovery conflicts, https://www.postgresql.org/docs/18/hot-standby.html#HOT-STANDBY-CONFLICT; on a primary they are the transaction's own. */
const recoveryConflict = /^(40001|40P01)$/

/** @param onStandby whether the host was replaying */
export function judgeReadError(error: unknown, onStandby: boolean): ReadVerdict {
  const code = codeOf(error)
  if (code === undefined) return 'own-error'
  if (onStandby && recoveryConflict.test(code)) return 'ask-another'
  if (isHostFailure(code)) return 'host-failed'
  return hostsOwnTrouble.test(code) || endedConnection(error) ? 'ask-another' : 'own-error'
}

/** Whether the server closed the connection with this error: postgres.js would hand it on to the next query there. */
export function endedConnection(error: unknown): boolean {
  const cause = rootCause(error)
  return cause instanceof Error && 'severity' in cause && (cause.severity === 'FATAL' || cause.severity === 'PANIC')
}
