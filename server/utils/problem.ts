import { STATUS_CODES } from 'node:http'
import { createError } from 'h3'
import type { ProblemKindName } from '../../shared/schemas/problem-kinds'
import { problemKinds } from '../../shared/schemas/problem-kinds'

/**
 * An error of this kind, to be thrown by a handler.
 *
 * @param detail one sentence for the caller: what was wrong this time and what was expected
 * @param errors what was wrong, by parameter or field
 */
export function problem(kind: ProblemKindName, detail: string, errors?: Readonly<Record<string, readonly string[]>>) {
  const { status } = problemKinds[kind]
  return createError({ status, statusText: STATUS_CODES[status] ?? '', message: detail, data: { kind, ...(errors ? { errors } : {}) } })
}
