import { sql } from 'drizzle-orm'
import { defineEventHandler, readBody } from 'h3'
import { z } from 'zod'
import { useWriter } from '../../../../../server/database/instances.ts'
import { rememberWrite } from '../../../../../server/utils/read-position.ts'

const noteSchema = z.object({ visitor: z.string(), value: z.int() })

/** `POST /api/test/notes`: keeps the visitor's value, and lets them see it. */
export default defineEventHandler(async (event) => {
  const { visitor, value } = noteSchema.parse(await readBody(event))
  await useWriter().execute(sql`
    insert into test_notes (visitor, value) values (${visitor}, ${value}) on conflict (visitor) do update set value = excluded.value`)
  await rememberWrite(event)
  return { value }
})
