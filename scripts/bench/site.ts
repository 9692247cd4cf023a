import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine, printRatio, printTable, wholeNumber } from './figures.ts'
import type { BenchRequest, Target } from './load.ts'
import { measureInterleaved } from './load.ts'
import { startBench } from './start-up.ts'
import { captureStatements } from './statements.ts'
import { articleListSchema } from '../../shared/schemas/article.ts'
import { startServer } from '../server-process.ts'
import { startSite } from '../site-process.ts'

/**
 * The site against a bare server, with everything else alike.
 *
 * @param args `--articles`, `--rounds`, `--seconds`, `--skip-build`
 */
export async function benchSite(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: {
    'articles': { type: 'string', default: '500' },
    'rounds': { type: 'string', default: '7' },
    'seconds': { type: 'string', default: '4' },
    'skip-build': { type: 'boolean', default: false },
  } })
  const articles = wholeNumber('articles', values.articles, 10, 10_000_000)
  const rounds = wholeNumber('rounds', values.rounds, 1, 100)
  const seconds = wholeNumber('seconds', values.seconds, 1, 600)

  const { cluster, helloUrl, ports: [sitePort, barePort], started } = await startBench(articles, values['skip-build'])
  try {
    const site = started.adopt(await startSite({ cluster, port: sitePort }), running => running.stop())
    started.adopt(await startServer(resolve(import.meta.dirname, 'bare-server.ts'), {
      PORT: String(barePort),
      HOST_URLS: cluster.nodes.map(node => node.url).join(' '),
      STATEMENTS: JSON.stringify(await captureStatements(cluster.primaryUrl)),
    }), running => running.stop())

    const bareUrl = `http://127.0.0.1:${barePort}`
    const lastPage = Math.ceil(articles / 10)
    const details = await sampleArticles(site.url, lastPage)
    const first = [{ path: '/api/articles?page=1&size=10' }]
    const last = [{ path: `/api/articles?page=${lastPage}&size=10` }]
    const targets: Target[] = [
      { name: 'list, site', url: site.url, requests: first },
      { name: 'list, bare', url: bareUrl, requests: first },
      { name: 'list known, site', url: site.url, requests: await withVersions(site.url, first) },
      { name: 'detail, site', url: site.url, requests: details },
      { name: 'detail, bare', url: bareUrl, requests: details },
      { name: 'detail known, site', url: site.url, requests: await withVersions(site.url, details) },
      { name: 'last page, site', url: site.url, requests: last },
      { name: 'last page, bare', url: bareUrl, requests: last },
      { name: 'search, site', url: site.url, requests: [{ path: '/api/articles?q=rolling%20upd' }] },
      { name: 'hello, Nitro', url: helloUrl, requests: [{ path: '/' }] },
    ]
    console.log(`${articles} articles, ${describeMachine()}, ${rounds} rounds of ${seconds} s, 20 connections`)
    const figures = await measureInterleaved(targets, rounds, seconds)
    printTable(figures)

    const rate = (name: string) => figures.get(name)?.requestsPerSecond ?? Number.NaN
    printRatio('list: site / bare', rate('list, site') / rate('list, bare'), 'goal: at least 0.90')
    printRatio('detail: site / bare', rate('detail, site') / rate('detail, bare'), 'goal: at least 0.90')
    printRatio('last page: site / bare', rate('last page, site') / rate('last page, bare'), 'goal: at least 0.90')
    printRatio('time of the last page / page 1', rate('list, site') / rate('last page, site'), 'goal: at most 1.50')
    printRatio('list: known / in full', rate('list known, site') / rate('list, site'), 'goal: above 1.00')
    printRatio('detail: known / in full', rate('detail known, site') / rate('detail, site'), 'goal: above 1.00')
    printRatio('list / hello', rate('list, site') / rate('hello, Nitro'), '')
  }
  finally {
    await started.disposeAsync()
  }
}

/** Asks for a hundred articles spread over the whole list. */
async function sampleArticles(url: string, lastPage: number): Promise<BenchRequest[]> {
  const requests: BenchRequest[] = []
  for (let sample = 0; sample < 10; sample++) {
    const page = 1 + Math.floor((sample * (lastPage - 1)) / 9)
    const response = await fetch(`${url}/api/articles?page=${page}&size=10`)
    const { articles } = articleListSchema.parse(await response.json())
    requests.push(...articles.map(({ slug }) => ({ path: `/api/articles/${encodeURIComponent(slug)}` })))
  }
  return requests
}

/** The same requests by a client that has the answers already. */
async function withVersions(url: string, requests: readonly BenchRequest[]): Promise<BenchRequest[]> {
  return Promise.all(requests.map(async ({ path }) => {
    const response = await fetch(url + path)
    await response.arrayBuffer()
    return { path, headers: { 'if-none-match': response.headers.get('etag') ?? '' } }
  }))
}
