import { z } from 'zod'

const lineSchema = z.looseObject({ level: z.enum(['debug', 'info', 'warn', 'error']), time: z.iso.datetime(), msg: z.string(), path: z.string().optional() })

/** A line of the site's log. */
export type LogLine = z.infer<typeof lineSchema>

/** @throws for a line that is not an object of JSON with a level, a time and a text */
export function readLines(lines: readonly string[]): LogLine[] {
  return lines.map(line => lineSchema.parse(JSON.parse(line)))
}
