import { sql } from 'drizzle-orm'
import { defineEventHandler, readBody } from 'h3'
import { z } from 'zod'
import { useWriter } from '../../../../../server/database/instances.ts'
import { rememberWrite } from '../../../../../server/utils/read-position.ts'

const commentSchema = z.object({ slug: z.string(), body: z.string() })

/** `POST /api/test/comments`: adds a comment to an article, and lets its author see it. */
export default defineEventHandler(async (event) => {
  const { slug, body } = commentSchema.parse(await readBody(event))
  await useWriter().execute(sql`insert into comments (article_id, author_id, body) select id, author_id, ${body} from articles where slug = ${slug}`)
  await rememberWrite(event)
  return { body }
})
