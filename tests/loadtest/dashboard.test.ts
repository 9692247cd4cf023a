import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { z } from 'zod'
import type { PrometheusProcess } from '../../scripts/loadtest/prometheus.ts'
import { startPrometheus } from '../../scripts/loadtest/prometheus.ts'
import { nextFreePort } from '../../scripts/local-cluster/ports.ts'
import type { CommandResult } from './support/commands.ts'
import { runCommand, runLoadTest } from './support/commands.ts'

const root = resolve(import.meta.dirname, '../..')
const text = readFileSync(resolve(root, 'k8s/monitoring/dashboards/load-test.json'), 'utf8')
const dashboard = z.object({
  templating: z.object({ list: z.array(z.object({ name: z.string(), definition: z.string().optional() })) }),
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) })).min(1),
}).parse(JSON.parse(text))
const queries = dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }): [string, string] => [title, expr]))

const matrixSchema = z.object({ data: z.object({ result: z.array(z.object({
  metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), z.string()])),
})) }) })

let folder = ''
let prometheus: PrometheusProcess | undefined
/** Seconds since 1970. */
let began = 0
let crawled = 0
let crawl: CommandResult
let failing: CommandResult

async function askPrometheus(path: string, parameters: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${prometheus?.url}${path}?${new URLSearchParams(parameters)}`)
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error(`${parameters.query}: ${JSON.stringify(answer)}`)
  return answer
}

/** Each series of the query with its values, one for each second; of both runs unless the time is given. */
async function query(expression: string, from = began, to = Date.now() / 1000): Promise<{ metric: Record<string, string>, values: number[] }[]> {
  const answer = await askPrometheus('/api/v1/query_range', { query: expression, start: String(from), end: String(to), step: '1' })
  return matrixSchema.parse(answer).data.result
    .map(({ metric, values }) => ({ metric, values: values.map(([, value]) => Number(value)).filter(value => !Number.isNaN(value)) }))
    .filter(({ values }) => values.length > 0)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuberocks-loadtest-'))
  const config = join(folder, 'prometheus.yml')
  const documented = readFileSync(resolve(root, 'loadtest/prometheus.yml'), 'utf8')
  await writeFile(config, documented.replace('127.0.0.1:9464', new URL(inject('metricsUrl')).host))
  prometheus = await startPrometheus(inject('prometheus'), { config, data: join(folder, 'data'), port: await nextFreePort(26_200, new Set()) })
  began = Date.now() / 1000
  // It looks for what to scrape every five seconds.
  await vi.waitFor(async () => expect(await query('up')).not.toEqual([]), { timeout: 30_000, interval: 250 })

  const often = { K6_PROMETHEUS_RW_PUSH_INTERVAL: '1s' }
  crawl = await runLoadTest(
    ['crawl', '--url', inject('siteUrl'), '--metrics-url', inject('metricsUrl'), '--prometheus', prometheus.url],
    { ...often, K6_VUS: '2', K6_DURATION: '5s' },
  )
  crawled = Date.now() / 1000
  failing = await runCommand(inject('k6'), ['run', '--tag', 'testid=failing', '--out', 'experimental-prometheus-rw', resolve(import.meta.dirname, 'fixtures/failing.ts')], {
    ...often,
    API_URL: `${inject('siteUrl')}/api`,
    K6_PROMETHEUS_RW_SERVER_URL: `${prometheus.url}/api/v1/write`,
    K6_PROMETHEUS_RW_TREND_STATS: 'p(95),p(99),avg,max',
  })
})
afterAll(async () => {
  await prometheus?.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('a run that writes to Prometheus', () => {
  it('ends with 0, or with 99 when a threshold failed', () => {
    expect(crawl.stderr).toBe('')
    expect([crawl.code, failing.code]).toEqual([0, 99])
  })

  it('has one name for each endpoint, whatever the address', async () => {
    const testId = /testid (\S+)/.exec(crawl.stdout)?.[1] ?? ''
    const series = await query(`k6_http_reqs_total{testid="${testId}"}`)
    expect(series.map(({ metric }) => metric.name).sort()).toEqual(['article', 'list'])
    const urls = series.map(({ metric }) => metric.url ?? metric.name)
    expect(urls.filter(url => url?.includes('/'))).toEqual([])
  })
})

describe('the dashboard', () => {
  it.each(queries)('%s: has something to show for %s', async (_title, expression) => {
    const complete = expression.replaceAll('$testid', '.*').replaceAll('$__rate_interval', '5s')
    expect(complete).not.toContain('$')
    // A zero that the dashboard shows where there is no series would hide a mistyped name.
    expect(await query(complete.replaceAll(' or vector(0)', ''))).not.toEqual([])
    expect(await query(complete)).not.toEqual([])
  })

  it('offers the runs that there are', async () => {
    const { definition = '' } = dashboard.templating.list.find(({ name }) => name === 'testid') ?? {}
    const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(definition) ?? []
    const answer = z.object({ data: z.array(z.string()) }).parse(await askPrometheus(`/api/v1/label/${label}/values`, { 'match[]': metric }))
    expect(answer.data).toEqual([expect.stringMatching(/^crawl-/), 'failing'])
  })

  it('shows a third of the reads for each database host', async () => {
    const [, expression = ''] = queries.find(([title]) => title === 'Share of reads by database host') ?? []
    // Of the whole crawl: a handful of reads cannot be divided by three.
    const shares = await query(expression.replaceAll('$__rate_interval', '1m'), crawled, crawled)
    expect(shares).toHaveLength(3)
    for (const { values } of shares) expect(Math.abs((values[0] ?? 0) - 1 / 3)).toBeLessThan(0.02)
  })
})
