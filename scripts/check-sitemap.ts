/**
 * `npm run check:sitemap`: a site of a million articles, of which every address must be in its sitemaps exactly once, in files that
 * sitemaps.org allows, while the site's memory stays where it was. `--articles N`, `--skip-build` takes the build that is there.
 */
import { once } from 'node:events'
import { get } from 'node:http'
import process from 'node:process'
import { text as consumeText } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { describeFailure } from '../server/database/errors.ts'
import { buildSite } from './build-site.ts'
import type { FilledSite } from './check-sitemap/million.ts'
import { STRANGE_SLUGS, startFilledSite } from './check-sitemap/million.ts'
import type { FetchedFile } from './check-sitemap/read.ts'
import { fetchFile, locations, schemaErrors } from './check-sitemap/read.ts'

/** What https://www.sitemaps.org/protocol.html allows a file. */
const MOST_ADDRESSES = 50_000
const MOST_BYTES = 50 * 1024 * 1024
/** What may come on top while every file is read, four at a time. Four files of a million are 28 MiB as text, and more while they are put together. */
const MOST_GROWTH = 40 * 1024 * 1024
const AT_A_TIME = 4
const SITE = 'https://kuberocks.example'

const log = (line: string) => {
  console.log(`[check:sitemap] ${line}`)
}
const mebibytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`

function readOptions(): { articles: number, skipBuild: boolean } {
  const { values } = parseArgs({ options: { 'articles': { type: 'string', default: '1000000' }, 'skip-build': { type: 'boolean', default: false } } })
  if (!/^[1-9]\d{2,6}$/.test(values.articles)) throw new Error('--articles is malformed, expected a whole number from 100 to 9999999')
  return { articles: Number(values.articles), skipBuild: values['skip-build'] }
}

/** The memory of the site's process, in bytes, as it says itself. */
async function memoryOf({ metricsUrl }: FilledSite): Promise<number> {
  // A connection of its own each time: one that is kept may just be closed.
  const [response] = await once(get(metricsUrl, { agent: false }), 'response')
  const text = await consumeText(response)
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1])
}

/** Asks for the memory again and again until it is stopped, and returns the most. */
function watchMemory(site: FilledSite): () => Promise<number> {
  let watching = true
  const most = (async () => {
    let highest = 0
    while (watching) {
      highest = Math.max(highest, await memoryOf(site))
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    return highest
  })()
  // Whoever stops it hears of it; until then the site's own end is what is to be told.
  most.catch(() => {})
  return () => {
    watching = false
    return most
  }
}

/** Reads every file, some at a time. */
async function readFiles(site: FilledSite, names: readonly string[]): Promise<Map<string, FetchedFile>> {
  const files = new Map<string, FetchedFile>()
  const left = [...names]
  await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) files.set(name, await fetchFile(site.url + name))
  }))
  return files
}

/** What is wrong with the files, a line each. */
async function findFaults(files: ReadonlyMap<string, FetchedFile>, articles: number): Promise<string[]> {
  const faults: string[] = []
  const addresses = new Set<string>()
  let listed = 0
  for (const [name, { text, bytes }] of files) {
    const found = locations(text)
    if (found.length > MOST_ADDRESSES) faults.push(`${name} holds ${found.length} addresses`)
    if (bytes > MOST_BYTES) faults.push(`${name} is ${bytes} bytes long`)
    faults.push(...(await schemaErrors(text)).slice(0, 3).map(error => `${name}: ${error}`))
    for (const address of found) {
      if (!address.startsWith(`${SITE}/articles/`)) continue
      addresses.add(address)
      listed++
    }
  }
  if (listed !== articles || addresses.size !== articles) faults.push(`${listed} addresses of articles, ${addresses.size} different ones, expected ${articles}`)
  for (const slug of STRANGE_SLUGS) if (!addresses.has(`${SITE}/articles/${encodeURIComponent(slug)}`)) faults.push(`the article ${slug} is missing`)
  return faults
}

async function check(site: FilledSite, articles: number): Promise<string[]> {
  const index = await fetchFile(`${site.url}/sitemap.xml`)
  const names = locations(index.text).map(address => new URL(address).pathname)
  // Twice: the first time compiles the way there, and is the site's own size.
  for (let i = 0; i < 2; i++) await fetchFile(`${site.url}/sitemaps/articles-1.xml`)
  const before = await memoryOf(site)
  const stopWatching = watchMemory(site)
  const begun = performance.now()
  const files = await readFiles(site, names)
  const took = performance.now() - begun
  const most = await stopWatching()

  const faults = await findFaults(files, articles)
  if (most - before > MOST_GROWTH) faults.push(`memory grew from ${mebibytes(before)} to ${mebibytes(most)}, allowed are ${mebibytes(MOST_GROWTH)} more`)
  const full = [...files.values()].filter(({ text }) => text.length > 1_000_000)
  const sum = (of: (file: FetchedFile) => number) => full.reduce((total, file) => total + of(file), 0)
  // A file that was put together before it is sent would begin when it ends.
  if (full.length > 0 && sum(file => file.firstByte) > 0.7 * sum(file => file.lastByte)) faults.push('files do not begin before they are whole')
  log(`the index of ${names.length} files in ${Math.round(index.lastByte)} ms, all of them in ${(took / 1000).toFixed(1)} s, ${AT_A_TIME} at a time`)
  log(`a full file: first byte after ${Math.round(sum(file => file.firstByte) / full.length)} ms, last after ${Math.round(sum(file => file.lastByte) / full.length)} ms, ${mebibytes(Math.max(...full.map(({ bytes }) => bytes)))}`)
  log(`memory ${mebibytes(before)} before, at most ${mebibytes(most)} meanwhile`)
  return faults
}

async function run(): Promise<number> {
  const { articles, skipBuild } = readOptions()
  if (!skipBuild) await buildSite()
  const begun = performance.now()
  const site = await startFilledSite(articles)
  log(`${articles} articles and the site in ${((performance.now() - begun) / 1000).toFixed(0)} s`)
  try {
    const faults = await check(site, articles)
    for (const fault of faults) log(fault)
    if (faults.length === 0) log(`all ${articles} articles, each once`)
    return faults.length === 0 ? 0 : 1
  }
  finally {
    await site.stop()
  }
}

run().then(code => process.exit(code), (error: unknown) => {
  console.error(describeFailure(error))
  process.exit(1)
})
