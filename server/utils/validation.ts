import type { H3Event } from 'h3'
import type { z } from 'zod'
import { problem } from './problem'

/**
 * The query parameters, checked and converted.
 *
 * @throws 400 with `errors` by parameter: what was wrong with it and what was expected
 */
export function validateQuery<Schema extends z.ZodObject>(event: H3Event, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(readQuery(event))
  if (parsed.success) return parsed.data

  const errors = new Map<string, string[]>()
  for (const issue of parsed.error.issues) {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0])]
    const message = issue.code === 'unrecognized_keys'
      ? `unknown parameter, expected one of ${Object.keys(schema.shape).join(', ')}`
      : issue.message
    for (const name of names) errors.set(name, [...errors.get(name) ?? [], message])
  }
  throw problem('malformed-query', `The query is malformed: ${[...errors.keys()].join(', ')}.`, Object.fromEntries(errors))
}

/** Every parameter by its name, a repeated one as a list. h3's own reading drops `__proto__` and lets broken escapes through. */
function readQuery(event: H3Event): Record<string, string | string[]> {
  const query = event.path.split('?').slice(1).join('?')
  try {
    decodeURIComponent(query)
  }
  catch {
    throw problem('malformed-query', 'The query is not valid percent-encoding.')
  }
  const parameters = new URLSearchParams(query)
  return Object.fromEntries([...new Set(parameters.keys())].map((name) => {
    const [first = '', ...others] = parameters.getAll(name)
    return [name, others.length > 0 ? [first, ...others] : first]
  }))
}
