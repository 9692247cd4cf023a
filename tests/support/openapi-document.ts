import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ operationId: z.string(), summary: z.string() }))),
})

const file = resolve(import.meta.dirname, '../../server/openapi/openapi.json')

/** Every operation of the contract as it is committed. */
export const openApiOperations = Object.entries(documentSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).paths)
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, { operationId, summary }]) => ({ path, method, operationId, summary })))
