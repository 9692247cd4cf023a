/**
 * What the site is measured against: `node:http` and postgres.js with prepared statements, nothing
 * else. The same SQL, the same JSON, as many connections to each host, the same session settings.
 * Started by the bench with its settings in the environment; prints `Listening on` when it is ready.
 */
import { createServer } from 'node:http'
import process from 'node:process'
import postgres from 'postgres'
import { z } from 'zod'

const settings = z.object({
  PORT: z.string().transform(Number),
  HOST_URLS: z.string().transform(urls => urls.split(' ')),
  STATEMENTS: z.string().transform((text): unknown => JSON.parse(text)).pipe(z.object({ list: z.string(), detail: z.string() })),
}).parse(process.env)
const { list, detail } = settings.STATEMENTS

const pools = settings.HOST_URLS.map(url => postgres(url, {
  max: 10,
  fetch_types: false,
  connection: { plan_cache_mode: 'force_generic_plan' },
}))
let turn = 0
function nextPool() {
  const pool = pools[turn++ % pools.length]
  if (!pool) throw new Error('no host')
  return pool
}

type Row = readonly unknown[]
async function listPage(page: number) {
  const offset = (page - 1) * 10
  const rows: Row[] = await nextPool().unsafe(list, [offset, offset, 10], { prepare: true }).values()
  return { articles: rows[0]?.[0], articlesCount: rows[0]?.[1] }
}

async function article(slug: string) {
  const rows: Row[] = await nextPool().unsafe(detail, [slug], { prepare: true }).values()
  const [[title, slugFound, description, createdAt, updatedAt, tags, author, body, bodyHtml, comments] = []] = rows
  return { title, slug: slugFound, description, createdAt, updatedAt, tags, author, body, bodyHtml, comments }
}

createServer((request, response) => {
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const answer = path === '/api/articles'
    ? listPage(Number(new URLSearchParams(query).get('page')))
    : article(decodeURIComponent(path.slice('/api/articles/'.length)))
  answer.then((body) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(body))
  }, (error: unknown) => {
    response.statusCode = 500
    response.end(String(error))
  })
}).listen(settings.PORT, '127.0.0.1', () => console.log('Listening on', settings.PORT))
