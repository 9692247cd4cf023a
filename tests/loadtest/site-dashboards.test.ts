import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import type { PrometheusProcess } from '../../scripts/loadtest/prometheus.ts'
import { startPrometheus } from '../../scripts/loadtest/prometheus.ts'
import { nextFreePort } from '../../scripts/local-cluster/ports.ts'

const root = resolve(import.meta.dirname, '../..')
const dashboardSchema = z.object({ panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) })).min(1) })
const queries = ['app', 'database-hosts'].flatMap((name) => {
  const text = readFileSync(resolve(root, `k8s/monitoring/dashboards/${name}.json`), 'utf8')
  return dashboardSchema.parse(JSON.parse(text)).panels.flatMap(({ title, targets }) => targets.map(({ expr }): [string, string, string] => [name, title, expr]))
})
const resultSchema = z.object({ data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }) })

let folder = ''
let prometheus: PrometheusProcess | undefined

let isDone = false
let reading = Promise.resolve()

/** A reader who reads until the end: each series is seen to grow. */
async function read(): Promise<void> {
  while (!isDone) {
    await Promise.all(['/', '/api/articles?size=100', '/api/articles/none'].map(async path => (await fetch(`${inject('siteUrl')}${path}`)).text()))
    await sleep(20)
  }
}

/** The value of each series at this moment; those that are no number are none. */
async function query(expression: string): Promise<number[]> {
  const response = await fetch(`${prometheus?.url}/api/v1/query?${new URLSearchParams({ query: expression })}`)
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error(`${expression}: ${JSON.stringify(answer)}`)
  return resultSchema.parse(answer).data.result.map(({ value: [, value] }) => Number(value)).filter(value => !Number.isNaN(value))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuberocks-dashboards-'))
  const config = join(folder, 'prometheus.yml')
  const documented = readFileSync(resolve(root, 'loadtest/prometheus.yml'), 'utf8')
  await writeFile(config, documented.replace('127.0.0.1:9464', new URL(inject('metricsUrl')).host))
  prometheus = await startPrometheus(inject('prometheus'), { config, data: join(folder, 'data'), port: await nextFreePort(28_400, new Set()) })
  reading = read()
})
afterAll(async () => {
  isDone = true
  await reading
  await prometheus?.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('the dashboards of the site', () => {
  it.each(queries)('%s, %s: has something to show for %s', async (_name, _title, expression) => {
    const complete = expression.replaceAll('$__rate_interval', '5s')
    expect(complete).not.toContain('$')
    // The first garbage is collected when there is enough of it.
    await expect.poll(() => query(complete), { timeout: 30_000 }).not.toEqual([])
  })

  it('know how late the event loop is', async () => {
    // A zero would stand there too if the bundle had lost what measures it.
    const [lag = 0] = await query('nodejs_eventloop_lag_p99_seconds')
    expect(lag).toBeGreaterThan(0)
  })

  it('show a third of the reads for each database host', async () => {
    const [, , expression = ''] = queries.find(([, title]) => title === 'Share of reads by host') ?? []
    const shares = await query(expression.replaceAll('$__rate_interval', '5s'))
    expect(shares).toHaveLength(3)
    for (const share of shares) expect(share).toBeCloseTo(1 / 3, 1)
  })
})
