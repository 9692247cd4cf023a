import type { H3Event } from 'h3'
import type { z } from 'zod'

/**
 * The query parameters, checked and converted.
 *
 * @throws 400 with `errors` by parameter: what was wrong with it and what was expected
 */
export function validateQuery<Schema extends z.ZodObject>(event: H3Event, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(getQuery(event))
  if (parsed.success) return parsed.data

  const errors: Record<string, string[]> = {}
  for (const issue of parsed.error.issues) {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0])]
    const message = issue.code === 'unrecognized_keys'
      ? `unknown parameter, expected one of ${Object.keys(schema.shape).join(', ')}`
      : issue.message
    for (const name of names) (errors[name] ??= []).push(message)
  }
  throw createError({
    status: 400,
    statusText: 'Bad Request',
    message: `The query is malformed: ${Object.keys(errors).join(', ')}.`,
    data: { errors },
  })
}
