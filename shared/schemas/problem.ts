import { z } from 'zod'

/** An error answer of the API: RFC 9457 problem details, https://www.rfc-editor.org/rfc/rfc9457. */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  instance: z.string(),
  /** For 400 and 422: what was wrong, by parameter or field. */
  errors: z.record(z.string(), z.array(z.string())).optional(),
})

export type Problem = z.infer<typeof problemSchema>
