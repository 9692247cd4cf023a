/**
 * `npm run check:lighthouse`: list, article and search of the built site by Lighthouse, each several times. Fails where a page falls
 * short of the goals. `--runs N` of each page (5), `--skip-build` takes the build that is there.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { articleListSchema } from '../shared/schemas/article.ts'
import { buildSite } from './build-site.ts'
import { auditPage } from './check-lighthouse/audit.ts'
import type { LighthouseRun } from './check-lighthouse/judge.ts'
import { median, shortfalls } from './check-lighthouse/judge.ts'
import { browserExecutable } from './ensure-browser.ts'
import { nextFreePort } from './local-cluster/ports.ts'
import { startTemporarySite } from './temporary-site.ts'

const ARTICLES = 120

function readOptions(): { runs: number, skipBuild: boolean } {
  const { values } = parseArgs({ options: { 'runs': { type: 'string', default: '5' }, 'skip-build': { type: 'boolean', default: false } } })
  if (!/^[1-9]\d?$/.test(values.runs)) throw new Error('--runs is malformed, expected a number from 1 to 99')
  return { runs: Number(values.runs), skipBuild: values['skip-build'] }
}

/** The pages that are looked at: a list, an article, a search that finds something. */
async function findPages(url: string): Promise<Record<string, string>> {
  const { articles: [article] } = articleListSchema.parse(await (await fetch(`${url}/api/articles`)).json())
  if (!article) throw new Error('There is no article to look at.')
  return { list: '/', article: `/articles/${encodeURIComponent(article.slug)}`, search: '/search?q=postgres' }
}

function line(page: string, runs: readonly LighthouseRun[]): string {
  const lowest = (name: 'accessibility' | 'bestPractices' | 'seo') => Math.min(...runs.map(run => run[name]))
  const performance = runs.map(run => run.performance)
  return `${page}: performance ${median(performance)} (${performance.join(', ')}), accessibility ${lowest('accessibility')}, `
    + `best practices ${lowest('bestPractices')}, SEO ${lowest('seo')}, largest paint ${(median(runs.map(run => run.largestPaint)) / 1000).toFixed(2)} s, `
    + `layout shift ${Math.max(...runs.map(run => run.layoutShift))}`
}

async function run(): Promise<number> {
  const { runs, skipBuild } = readOptions()
  if (!skipBuild) await buildSite()
  const site = await startTemporarySite(ARTICLES)
  const port = await nextFreePort(27_100, new Set())
  const browser = await browserExecutable()
    .then(({ executablePath, args }) => chromium.launch({ executablePath, args: [...args, `--remote-debugging-port=${port}`] }))
    .catch(async (error: unknown) => {
      await site.stop()
      throw error
    })
  try {
    const findings: string[] = []
    for (const [page, path] of Object.entries(await findPages(site.url))) {
      const seen: LighthouseRun[] = []
      // One after another: two at a time would take each other's processor.
      for (let count = 0; count < runs; count++) seen.push(await auditPage(site.url + path, port))
      console.log(line(page, seen))
      findings.push(...shortfalls(seen).map(shortfall => `${page}: ${shortfall}`))
    }
    for (const finding of findings) console.error(finding)
    return findings.length > 0 ? 1 : 0
  }
  finally {
    await browser.close()
    await site.stop()
  }
}

run().then(code => process.exit(code), (error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
