import { z } from 'zod'

/** An error answer of the API: RFC 9457 problem details, https://www.rfc-editor.org/rfc/rfc9457. */
export const problemSchema = z.strictObject({
  type: z.string().meta({ format: 'uri-reference', description: 'The address of a page that explains this kind of problem.', examples: ['/api/problems/malformed-query'] }),
  title: z.string().meta({ examples: ['Bad Request'] }),
  status: z.int().min(400).max(599).meta({ examples: [400] }),
  detail: z.string().meta({ description: 'What went wrong this time.', examples: ['The query is malformed: page.'] }),
  instance: z.string().meta({ format: 'uri-reference', description: 'The path that was asked for.', examples: ['/api/articles'] }),
  requestId: z.string().meta({ description: 'Names this request in the log of the site; the same as the header X-Request-Id.', examples: ['0d6f4c1e-6a0b-4c0e-9f51-3f0a5f1c2b7d'] }),
  /** For 400 and 422: what was wrong, by parameter or field. */
  errors: z.record(z.string(), z.array(z.string())).optional().meta({
    description: 'What was wrong, by parameter or field.', examples: [{ page: ['expected a whole number from 1 to 1000000000'] }],
  }),
}).meta({ id: 'Problem', description: 'An error, as problem details (RFC 9457).' })

export type Problem = z.infer<typeof problemSchema>
