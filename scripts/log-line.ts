import { z } from 'zod'

const lineSchema = z.object({ level: z.string(), msg: z.string(), status: z.number().optional(), method: z.string().optional(), path: z.string().optional(), error: z.string().optional() })

/**
 * A line of the site's log for people: its text alone. Of requests only those that failed.
 *
 * @param line as the site prints it; one that is no JSON is text already
 * @returns undefined for a line that nobody needs to see
 */
export function describeLogLine(line: string): string | undefined {
  if (!line.startsWith('{')) return line
  const { data } = lineSchema.safeParse(parseJson(line))
  if (!data) return line
  const { level, msg, status, method, path, error } = data
  if (status === undefined) return msg
  return level === 'error' ? `${method} ${path} answered ${status}: ${error ?? 'no reason is known'}` : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch {
    return undefined
  }
}
