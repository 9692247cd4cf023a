import type { H3Event } from 'h3'
import type { z } from 'zod'

/** Far more than a form of ours, once escaped. */
const MOST_BYTES = 16_384

/**
 * The fields of a form that a page has sent, checked.
 *
 * @throws 411 or 413 before anything is read, 415 for another type than a form's, 400 with the fields that are not as expected
 */
export async function readForm<Schema extends z.ZodObject>(event: H3Event, schema: Schema): Promise<z.infer<Schema>> {
  const { 'content-length': length, 'content-type': type = '' } = event.node.req.headers
  if (length === undefined) throw createError({ status: 411, statusText: 'Length Required' })
  if (Number(length) > MOST_BYTES) throw createError({ status: 413, statusText: 'Content Too Large' })
  if (!/^application\/x-www-form-urlencoded(?:;|$)/i.test(type)) {
    throw createError({ status: 415, statusText: 'Unsupported Media Type', message: 'expected a form, application/x-www-form-urlencoded' })
  }
  const fields = new URLSearchParams(await readRawBody(event) ?? '')
  const parsed = schema.safeParse(Object.fromEntries(fields))
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
  throw createError({ status: 400, statusText: 'Bad Request', message: `The form is malformed: ${wrong.join('; ')}.` })
}
