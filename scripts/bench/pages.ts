import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startBenchCluster } from './bench-cluster.ts'
import { describeMachine, printRatio, printTable, wholeNumber } from './figures.ts'
import { buildHelloServer } from './hello-server.ts'
import type { BenchRequest, Target } from './load.ts'
import { measureInterleaved } from './load.ts'
import { buildSite } from '../build-site.ts'
import { nextFreePort } from '../local-cluster/ports.ts'
import { articleListSchema } from '../../shared/schemas/article.ts'
import { startServer } from '../server-process.ts'
import { startSite } from '../site-process.ts'
import { ensureWrk } from './wrk.ts'

const root = resolve(import.meta.dirname, '../..')
const plain = { 'accept': 'text/html', 'accept-encoding': 'identity' }
// What browsers ask for.
const compressed = { ...plain, 'accept-encoding': 'br' }

/**
 * Pages from the cache, pages that are rendered for each request, and the smallest Nitro server there is. By wrk: a load generator
 * in JavaScript costs more than a page from memory does, and the more the larger it is.
 *
 * @param args `--rounds`, `--seconds`, `--skip-build`
 */
export async function benchPages(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: {
    'rounds': { type: 'string', default: '7' },
    'seconds': { type: 'string', default: '4' },
    'skip-build': { type: 'boolean', default: false },
  } })
  const rounds = wholeNumber('rounds', values.rounds, 1, 100)
  const seconds = wholeNumber('seconds', values.seconds, 1, 600)

  const measure = await ensureWrk()
  if (!values['skip-build']) await buildSite()
  const hello = await buildHelloServer(resolve(root, '.data/bench/hello'))
  const cluster = await startBenchCluster(500)
  const stops: (() => Promise<void>)[] = [() => cluster.stop()]
  try {
    const ports: number[] = []
    for (let i = 0; i < 3; i++) ports.push(await nextFreePort(24_000, new Set(ports)))
    const [cachedPort = 0, renderedPort = 0, helloPort = 0] = ports
    const cached = await startSite({ cluster, port: cachedPort })
    stops.push(() => cached.stop())
    const rendered = await startSite({ cluster, port: renderedPort, environment: { NUXT_PAGE_CACHE_MIB: '0' } })
    stops.push(() => rendered.stop())
    const helloServer = await startServer(hello, { PORT: String(helloPort), HOST: '127.0.0.1' })
    stops.push(() => helloServer.stop())

    const list: BenchRequest[] = [{ path: '/', headers: plain }]
    const article: BenchRequest[] = [{ path: await newestArticle(cached.url), headers: plain }]
    const targets: Target[] = [
      { name: 'list, kept', url: cached.url, requests: list },
      { name: 'list, kept, Brotli', url: cached.url, requests: [{ path: '/', headers: compressed }] },
      { name: 'list, known', url: cached.url, requests: await withVersion(cached.url, list) },
      { name: 'article, kept', url: cached.url, requests: article },
      { name: 'list, rendered', url: rendered.url, requests: list },
      { name: 'article, rendered', url: rendered.url, requests: article },
      { name: 'hello, Nitro', url: `http://127.0.0.1:${helloPort}`, requests: [{ path: '/' }] },
    ]
    console.log(`${describeMachine()}, ${rounds} rounds of ${seconds} s, 20 connections`)
    const figures = await measureInterleaved(targets, rounds, seconds, measure)
    printTable(figures)

    const rate = (name: string) => figures.get(name)?.requestsPerSecond ?? Number.NaN
    for (const name of ['list, kept', 'list, kept, Brotli', 'list, known', 'article, kept']) printRatio(`${name} / hello`, rate(name) / rate('hello, Nitro'), 'goal: at least 0.70')
    printRatio('list: kept / rendered', rate('list, kept') / rate('list, rendered'), '')
    printRatio('article: kept / rendered', rate('article, kept') / rate('article, rendered'), '')
  }
  finally {
    for (const stop of stops.toReversed()) await stop()
  }
}

async function newestArticle(url: string): Promise<string> {
  const response = await fetch(`${url}/api/articles?size=1`)
  const { articles: [article] } = articleListSchema.parse(await response.json())
  if (!article) throw new Error('there is no article to measure')
  return `/articles/${encodeURIComponent(article.slug)}`
}

/** The same requests by a client that has the page already. */
async function withVersion(url: string, requests: readonly BenchRequest[]): Promise<BenchRequest[]> {
  return Promise.all(requests.map(async ({ path }) => {
    const response = await fetch(url + path)
    await response.arrayBuffer()
    return { path, headers: { ...plain, 'if-none-match': response.headers.get('etag') ?? '' } }
  }))
}
