/**
 * `npm run bench`: speed as ratios, measured side by side in one run on one cluster. Never a test:
 * a machine's mood is no regression. `--articles 1000000` measures a large site; `--rounds` and
 * `--seconds` trade time for steadiness.
 */
import { cpus, totalmem } from 'node:os'
import { resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { buildHelloServer } from './bench/hello-server.ts'
import type { Figures, Target } from './bench/load.ts'
import { measureInterleaved } from './bench/load.ts'
import { captureStatements } from './bench/statements.ts'
import { buildSite } from './build-site.ts'
import { startLocalCluster } from './local-cluster/index.ts'
import { nextFreePort } from './local-cluster/ports.ts'
import { describeFailure } from '../server/database/errors.ts'
import { migrate } from '../server/database/migrate.ts'
import { isEmpty, seedDatabase } from './seed/index.ts'
import { articleListSchema } from '../shared/schemas/article.ts'
import { startServer } from './server-process.ts'
import { startSite } from './site-process.ts'

const root = resolve(import.meta.dirname, '..')

function wholeNumber(option: string, text: string, minimum: number, maximum: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= minimum && value <= maximum) return value
  throw new Error(`--${option} "${text}" is malformed, expected a whole number from ${minimum} to ${maximum}`)
}

function printTable(figures: Map<string, Figures>): void {
  console.table(Object.fromEntries([...figures].map(([name, { requestsPerSecond, p50, p95, p99 }]) =>
    [name, { 'requests/s': Math.round(requestsPerSecond), 'p50 ms': p50, 'p95 ms': p95, 'p99 ms': p99 }])))
}

async function run(): Promise<void> {
  const { values } = parseArgs({ options: {
    'articles': { type: 'string', default: '500' },
    'rounds': { type: 'string', default: '7' },
    'seconds': { type: 'string', default: '4' },
    'skip-build': { type: 'boolean', default: false },
  } })
  const articles = wholeNumber('articles', values.articles, 10, 10_000_000)
  const rounds = wholeNumber('rounds', values.rounds, 1, 100)
  const seconds = wholeNumber('seconds', values.seconds, 1, 600)

  if (!values['skip-build']) await buildSite()
  const hello = await buildHelloServer(resolve(root, '.data/bench/hello'))
  const cluster = await startLocalCluster({ dataDirectory: resolve(root, `.data/bench/articles-${articles}`), port: 15_600, onStep: console.log })
  const stops: (() => Promise<void>)[] = [() => cluster.stop()]
  try {
    await migrate(cluster.primaryUrl)
    if (await isEmpty(cluster.primaryUrl)) await seedDatabase({ url: cluster.primaryUrl, articles })

    const ports: number[] = []
    for (let i = 0; i < 3; i++) ports.push(await nextFreePort(24_000, new Set(ports)))
    const [sitePort = 0, barePort = 0, helloPort = 0] = ports
    const site = await startSite({ cluster, port: sitePort })
    stops.push(() => site.stop())
    const bare = await startServer(resolve(root, 'scripts/bench/bare-server.ts'), {
      PORT: String(barePort),
      HOST_URLS: cluster.nodes.map(node => node.url).join(' '),
      STATEMENTS: JSON.stringify(await captureStatements(cluster.primaryUrl)),
    })
    stops.push(() => bare.stop())
    const helloServer = await startServer(hello, { PORT: String(helloPort), HOST: '127.0.0.1' })
    stops.push(() => helloServer.stop())

    const bareUrl = `http://127.0.0.1:${barePort}`
    const lastPage = Math.ceil(articles / 10)
    const slugs = await sampleSlugs(site.url, lastPage)
    const first = ['/api/articles?page=1&size=10']
    const last = [`/api/articles?page=${lastPage}&size=10`]
    const targets: Target[] = [
      { name: 'list, site', url: site.url, paths: first },
      { name: 'list, bare', url: bareUrl, paths: first },
      { name: 'detail, site', url: site.url, paths: slugs },
      { name: 'detail, bare', url: bareUrl, paths: slugs },
      { name: 'last page, site', url: site.url, paths: last },
      { name: 'last page, bare', url: bareUrl, paths: last },
      { name: 'hello, Nitro', url: `http://127.0.0.1:${helloPort}`, paths: ['/'] },
    ]
    const [cpu] = cpus()
    console.log(`${articles} articles, ${cpus().length} cores (${cpu?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${rounds} rounds of ${seconds} s, 20 connections`)
    const figures = await measureInterleaved(targets, rounds, seconds)
    printTable(figures)

    const rate = (name: string) => figures.get(name)?.requestsPerSecond ?? Number.NaN
    const ratio = (label: string, value: number, goal: string) => console.log(`${label.padEnd(34)} ${value.toFixed(2)}   ${goal}`)
    ratio('list: site / bare', rate('list, site') / rate('list, bare'), 'goal: at least 0.90')
    ratio('detail: site / bare', rate('detail, site') / rate('detail, bare'), 'goal: at least 0.90')
    ratio('last page: site / bare', rate('last page, site') / rate('last page, bare'), 'goal: at least 0.90')
    ratio('time of the last page / page 1', rate('list, site') / rate('last page, site'), 'goal: at most 1.50')
    ratio('list / hello', rate('list, site') / rate('hello, Nitro'), '')
  }
  finally {
    for (const stop of stops.toReversed()) await stop()
  }
}

/** Paths of a hundred articles spread over the whole list. */
async function sampleSlugs(url: string, lastPage: number): Promise<string[]> {
  const paths: string[] = []
  for (let sample = 0; sample < 10; sample++) {
    const page = 1 + Math.floor((sample * (lastPage - 1)) / 9)
    const response = await fetch(`${url}/api/articles?page=${page}&size=10`)
    const { articles } = articleListSchema.parse(await response.json())
    paths.push(...articles.map(({ slug }) => `/api/articles/${encodeURIComponent(slug)}`))
  }
  return paths
}

run().catch((error: unknown) => {
  console.error(describeFailure(error))
  process.exit(1)
})
