/**
 * `npm run loadtest -- crawl` and `-- browse --profile smoke`: k6 over the demo, or over a running site with `--url`. Prints
 * what came of it, beside the guide's figures and with each database host's share; a failed threshold is exit code 99.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import process from 'node:process'
import { readHostQueries, sharesBetween } from './loadtest/host-queries.ts'
import { ensureK6, startK6 } from './loadtest/k6.ts'
import type { LoadTestOptions } from './loadtest/options.ts'
import { readOptions } from './loadtest/options.ts'
import { checkApi, checkPrometheus } from './loadtest/preflight.ts'
import { formatResult, formatShares, guideResult, readResult } from './loadtest/result.ts'
import { watchNpm } from './local-cluster/parent-watch.ts'

const root = resolve(import.meta.dirname, '..')
const folder = resolve(root, '.data/loadtest')

const log = (line: string) => {
  console.log(`[loadtest] ${line}`)
}

/** What Ctrl-C does. Until k6 runs, the end of this process ends what it has started. */
let interrupt = (): void => process.exit(130)

async function run(args: string[]): Promise<number> {
  const options = readOptions(args, process.env)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt())
  watchNpm(() => interrupt())
  if (options.apiUrl) await checkApi(options.apiUrl)
  if (options.metricsUrl) await readHostQueries(options.metricsUrl)
  if (options.prometheusUrl) await checkPrometheus(options.prometheusUrl)
  const k6 = await ensureK6(log)

  const { apiUrl, metricsUrl } = options
  if (apiUrl) return await loadTest(k6, options, { apiUrl, metricsUrl })
  // Not at the top: what is told of bad input need not wait for it.
  const { startDemoSite } = await import('./loadtest/demo-site.ts')
  const demo = await startDemoSite({ skipBuild: options.skipBuild, onStep: log })
  try {
    await checkApi(demo.apiUrl)
    return await loadTest(k6, options, demo)
  }
  finally {
    await demo.stop()
  }
}

async function loadTest(k6: string, options: LoadTestOptions, { apiUrl, metricsUrl }: { apiUrl: string, metricsUrl: string | undefined }): Promise<number> {
  const { scenario, profile, prometheusUrl } = options
  // Of its own for each run: counters begin anew with k6, and would seem to fall.
  const testId = `${scenario}${profile ? `-${profile}` : ''}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  const [summary, report] = [resolve(folder, `${testId}.json`), resolve(folder, `${testId}.html`)]
  mkdirSync(folder, { recursive: true })
  log(`${scenario}${profile ? `, profile ${profile},` : ''} against ${apiUrl}, testid ${testId}`)

  const before = metricsUrl && await readHostQueries(metricsUrl)
  const k6Run = startK6(k6, [
    'run', '--summary-export', summary, '--tag', `testid=${testId}`,
    ...prometheusUrl ? ['--out', 'experimental-prometheus-rw'] : [],
    resolve(root, `loadtest/${scenario}.ts`),
  ], {
    API_URL: apiUrl,
    ...profile ? { PROFILE: profile } : {},
    K6_NO_USAGE_REPORT: 'true',
    K6_WEB_DASHBOARD: 'true',
    // The report alone, no server.
    K6_WEB_DASHBOARD_PORT: '-1',
    K6_WEB_DASHBOARD_PERIOD: '1s',
    K6_WEB_DASHBOARD_EXPORT: report,
    ...prometheusUrl ? { K6_PROMETHEUS_RW_SERVER_URL: `${prometheusUrl}/api/v1/write`, K6_PROMETHEUS_RW_TREND_STATS: 'p(95),p(99),avg,max' } : {},
  })
  interrupt = k6Run.interrupt
  const code = await k6Run.exited
  if (!existsSync(summary)) throw new Error(`k6 ended with ${code} and without a result`)

  console.log(`\n${formatResult(readResult(summary), scenario === 'crawl' ? guideResult : undefined)}\n`)
  if (metricsUrl && before) console.log(`${formatShares(sharesBetween(before, await readHostQueries(metricsUrl)))}\n`)
  else log('--metrics-url would tell what each database host ran')
  if (existsSync(report)) log(`report: ${relative(process.cwd(), report)}`)
  if (code === 99) log('a threshold failed, see above')
  return code
}

run(process.argv.slice(2)).then(code => process.exit(code), (error: unknown) => {
  console.error(error instanceof Error ? error.message.split('\n')[0] : error)
  process.exit(1)
})
