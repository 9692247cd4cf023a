import { sql } from 'drizzle-orm'
import { defineEventHandler, getQuery } from 'h3'
import { useReader } from '../../../../../server/database/instances.ts'

/** `GET /api/test/notes?visitor=`: the visitor's value, null when there is none, and the port of the server that said so. */
export default defineEventHandler(async (event) => {
  const visitor = String(getQuery(event).visitor)
  const [row] = await useReader().select({
    value: sql<number | null>`(select value from test_notes where visitor = ${visitor})`,
    host: sql<number>`inet_server_port()`,
  }).from(sql`(select) as one`)
  return row
})
