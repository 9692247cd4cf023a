/**
 * What the site is measured against: `node:http` and postgres.js with prepared statements, nothing
 * else. The same SQL, the same JSON, as many connections to each host, the same session settings.
 * Started by the bench with its settings in the environment; prints `Listening on` when it is ready.
 */
import { createServer } from 'node:http'
import process from 'node:process'
import postgres from 'postgres'
import { z } from 'zod'
import { SAMPLE } from './statements.ts'

const statement = z.object({ text: z.string(), parameters: z.array(z.union([z.string(), z.number(), z.null()])) })
const settings = z.object({
  PORT: z.string().transform(Number),
  HOST_URLS: z.string().transform(urls => urls.split(' ')),
  STATEMENTS: z.string().transform((text): unknown => JSON.parse(text)).pipe(z.object({ list: statement, detail: statement })),
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

/** Both statements answer the version and then the JSON text, as the site sends it. */
async function run({ text, parameters }: z.infer<typeof statement>, sample: string | number, value: string | number): Promise<unknown> {
  const rows: (readonly unknown[])[] = await nextPool().unsafe(text, parameters.map(parameter => parameter === sample ? value : parameter), { prepare: true }).values()
  return rows[0]?.[1]
}

createServer((request, response) => {
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const answer = path === '/api/articles'
    ? run(list, SAMPLE.offset, (Number(new URLSearchParams(query).get('page')) - 1) * 10)
    : run(detail, SAMPLE.slug, decodeURIComponent(path.slice('/api/articles/'.length)))
  answer.then((body) => {
    response.setHeader('content-type', 'application/json')
    response.end(body)
  }, (error: unknown) => {
    response.statusCode = 500
    response.end(String(error))
  })
}).listen(settings.PORT, '127.0.0.1', () => console.log('Listening on', settings.PORT))
