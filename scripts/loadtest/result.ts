import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { HostShare } from './host-queries.ts'

const summarySchema = z.object({ metrics: z.object({
  http_reqs: z.object({ count: z.number(), rate: z.number() }),
  iterations: z.object({ count: z.number() }).default({ count: 0 }),
  http_req_duration: z.object({ 'p(95)': z.number() }),
  // Of this rate, those that "pass" are the failed requests.
  http_req_failed: z.object({ passes: z.number() }),
  dropped_iterations: z.object({ count: z.number() }).default({ count: 0 }),
  // Sampled once a second: a shorter run has none.
  vus_max: z.object({ value: z.number() }).default({ value: 0 }),
}) })

/** What a run showed. */
export interface LoadTestResult {
  requests: number
  iterations: number
  requestsPerSecond: number
  /** Milliseconds. */
  p95: number
  failed: number
  /** Iterations that could not begin when they should. */
  dropped: number
  vus: number
}

/** One minute of the same crawl, 45 articles, in the guide that this site succeeds; on a cluster of several machines. */
export const guideResult: LoadTestResult = { requests: 17_748, iterations: 348, requestsPerSecond: 276.8, p95: 198.93, failed: 0, dropped: 0, vus: 30 }

/**
 * Reads what k6 wrote by `--summary-export`.
 *
 * @throws when the file is not there or is no summary of a run that made requests
 */
export function readResult(path: string): LoadTestResult {
  const { metrics } = summarySchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  return {
    requests: metrics.http_reqs.count,
    iterations: metrics.iterations.count,
    requestsPerSecond: metrics.http_reqs.rate,
    p95: metrics.http_req_duration['p(95)'],
    failed: metrics.http_req_failed.passes,
    dropped: metrics.dropped_iterations.count,
    vus: metrics.vus_max.value,
  }
}

const decimals = (digits: number) => new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })

const rows: readonly [string, (result: LoadTestResult) => string][] = [
  ['requests', ({ requests }) => decimals(0).format(requests)],
  ['iterations', ({ iterations }) => decimals(0).format(iterations)],
  // How many articles there are: the longer the list, the fewer iterations for as many requests.
  ['requests per iteration', ({ requests, iterations }) => iterations === 0 ? '' : decimals(0).format(requests / iterations)],
  ['requests/s', ({ requestsPerSecond }) => decimals(1).format(requestsPerSecond)],
  ['p95, ms', ({ p95 }) => decimals(2).format(p95)],
  ['failed', ({ failed }) => decimals(0).format(failed)],
  ['dropped iterations', ({ dropped }) => decimals(0).format(dropped)],
  ['VUs', ({ vus }) => decimals(0).format(vus)],
]

/** The run, beside the guide's where both did the same. */
export function formatResult(result: LoadTestResult, guide?: LoadTestResult): string {
  const columns = guide ? [result, guide] : [result]
  const heading = ['', 'this run', ...guide ? ['the guide'] : []]
  return formatTable([heading, ...rows.map(([label, format]) => [label, ...columns.map(format)])])
}

/** What each host ran. */
export function formatShares(shares: readonly HostShare[]): string {
  return formatTable([
    ['reads by database host', 'queries', 'share'],
    ...shares.map(({ host, queries, share }) => [host, decimals(0).format(queries), `${decimals(1).format(share * 100)} %`]),
  ])
}

/** The first column to the left, the others to the right. */
function formatTable(lines: readonly (readonly string[])[]): string {
  return lines.map(([label = '', ...cells]) => `${label.padEnd(26)}${cells.map(cell => cell.padStart(14)).join('')}`).join('\n')
}
