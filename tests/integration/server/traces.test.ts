import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import type { SiteProcess } from '../../../scripts/site-process.ts'
import { startSite } from '../../../scripts/site-process.ts'
import { articleListSchema } from '../../../shared/schemas/article.ts'
import type { OtlpReceiver } from '../../support/otlp/receiver.ts'
import { startOtlpReceiver } from '../../support/otlp/receiver.ts'
import { withConnection } from '../support/database.ts'
import { readLines } from '../support/log.ts'
import { ask } from '../support/site.ts'

/** A busy machine may take longer than the second that is usual. */
const PATIENTLY = { timeout: 10_000 }
const parent = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }
const traceparent = `00-${parent.traceId}-${parent.spanId}-01`
/** What `NODE_V8_COVERAGE` writes. */
const coverageSchema = z.object({ result: z.array(z.object({ url: z.string() })) })
const readHosts = () => inject('readUrl').replace(/^.*@|\/[^/]*$/g, '').split(',')

let site: SiteProcess | undefined
let receiver: OtlpReceiver | undefined
afterEach(async () => {
  await site?.stop()
  await receiver?.close()
  receiver = undefined
})

async function start(environment: Record<string, string>, readUrl = inject('readUrl')) {
  const lines: string[] = []
  const port = await nextFreePort(24_800, new Set())
  site = await startSite({ cluster: { primaryUrl: inject('primaryUrl'), readUrl }, port, environment: { OTEL_BSP_SCHEDULE_DELAY: '50', ...environment }, output: line => lines.push(line) })
  return { ...site, log: () => readLines(lines) }
}

/** The files with OpenTelemetry's exporter that a site loads from its start to its end, as V8 notes them. */
async function filesWithExporter(environment: Record<string, string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'kuberocks-loaded-'))
  try {
    const { url, pid, exited } = await start({ ...environment, NODE_V8_COVERAGE: folder })
    expect((await ask(`${url}/api/tags`)).status).toBe(200)
    process.kill(pid, 'SIGTERM')
    expect(await exited).toEqual([0, null])
    const [report = ''] = await readdir(folder)
    const { result } = coverageSchema.parse(JSON.parse(await readFile(join(folder, report), 'utf8')))
    const files = result.flatMap(script => script.url.startsWith('file:') ? fileURLToPath(script.url) : [])
    expect(files.length).toBeGreaterThan(1)
    const texts = await Promise.all(files.map(file => readFile(file, 'utf8')))
    return files.filter((_file, index) => texts[index]?.includes('OTLPTraceExporter'))
  }
  finally {
    await rm(folder, { recursive: true })
  }
}

async function onStandbys(statement: string): Promise<void> {
  const [, ...standbys] = inject('hosts')
  await Promise.all(standbys.map(({ adminUrl }) => withConnection(adminUrl, sql => sql.unsafe(statement))))
}

const server = 2
const client = 3
const spansOf = (kind: number) => receiver?.spans.filter(span => span.kind === kind) ?? []

describe('traces', () => {
  it('hold a span for each request and one for each host that it asks, under the caller\'s own', async () => {
    receiver = await startOtlpReceiver()
    const { url, log } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=blog', OTEL_SERVICE_NAME: 'demo', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test' })
    await ask(`${url}/api/Articles?page=2&q=secret-words`, { headers: { traceparent, tracestate: 'vendor=1' } })
    await expect.poll(() => spansOf(server).length, PATIENTLY).toBe(1)
    const [request] = spansOf(server)
    expect(request).toMatchObject({
      ...parent, spanId: expect.stringMatching(/^[0-9a-f]{16}$/), parentSpanId: parent.spanId, traceState: 'vendor=1', name: 'GET /api/articles',
      attributes: { 'http.request.method': 'GET', 'http.route': '/api/articles', 'http.response.status_code': 200, 'url.path': '/api/Articles', 'url.scheme': 'http' },
      resource: { 'service.name': 'demo', 'deployment.environment.name': 'test', 'service.version': expect.any(String) },
    })
    const query = spansOf(client).find(span => span.attributes['kuberocks.database.attempt'] === 1)
    const [address, port] = String(query?.attributes['kuberocks.database.host']).split(':')
    expect(readHosts()).toContain(`${address}:${port}`)
    expect(query).toMatchObject({
      traceId: parent.traceId, parentSpanId: request?.spanId, name: 'database read',
      attributes: { 'db.system.name': 'postgresql', 'server.address': address, 'server.port': Number(port), 'kuberocks.database.attempt': 1, 'kuberocks.database.hedged': false },
    })
    expect(Number(request?.endTimeUnixNano)).toBeGreaterThanOrEqual(Number(query?.endTimeUnixNano))
    expect(receiver.requests[0]).toMatchObject({ url: '/v1/traces', headers: { 'x-tenant': 'blog' } })
    const values = receiver.spans.flatMap(({ attributes }) => Object.values(attributes))
    expect(values.filter(value => /secret-words|select|\$1/i.test(String(value)))).toEqual([])
    await expect.poll(() => log().find(line => line.path === '/api/Articles'), PATIENTLY).toMatchObject({ trace_id: parent.traceId, span_id: request?.spanId })
  })

  it('show what a page asks of the API in process as the page\'s own queries', async () => {
    receiver = await startOtlpReceiver()
    const { url } = await start({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/v1/traces` })
    const [slug] = articleListSchema.parse(JSON.parse((await ask(`${url}/api/articles?size=1`)).body)).articles.map(article => article.slug)
    await ask(`${url}/articles/${slug}`)
    await expect.poll(() => spansOf(server).length, PATIENTLY).toBe(2)
    const page = spansOf(server).find(span => span.name === 'GET /articles/:slug')
    expect(page).toMatchObject({ parentSpanId: '', attributes: { 'http.response.status_code': 200 } })
    expect(spansOf(client).filter(span => span.parentSpanId === page?.spanId).length).toBeGreaterThan(0)
  })

  it('show each attempt, with the host that failed and why', async () => {
    receiver = await startOtlpReceiver()
    const { url } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, `${inject('primaryUrl')}?application_name=traced&read_timeout=10`)
    expect((await ask(`${url}/api/tags`)).status).toBe(200)
    const answer = await withConnection(inject('hosts')[0]?.adminUrl.replace(/\/[^/]*$/, '/kuberocks') ?? '', sql => sql.begin(async (transaction) => {
      await transaction`lock table articles in access exclusive mode`
      const underWay = ask(`${url}/api/articles`)
      await expect.poll(() => transaction`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'traced%' and wait_event_type = 'Lock'`.then(rows => rows.length), PATIENTLY).toBe(1)
      return { underWay }
    }))
    expect((await answer.underWay).status).toBe(200)
    await expect.poll(() => spansOf(server).length, PATIENTLY).toBe(2)
    const request = spansOf(server).find(span => span.attributes['http.route'] === '/api/articles')
    const attempts = spansOf(client).filter(span => span.parentSpanId === request?.spanId).sort((one, other) => Number(one.startTimeUnixNano - other.startTimeUnixNano))
    expect(attempts).toMatchObject([
      { attributes: { 'kuberocks.database.attempt': 1, 'error.type': expect.stringMatching(/^(57P01|ECONNRESET|CONNECTION_CLOSED)$/) }, status: { code: 2, message: expect.any(String) } },
      { attributes: { 'kuberocks.database.attempt': 2 } },
    ])
    expect(attempts[1]?.attributes).not.toHaveProperty('error.type')
  })

  it('show a second host that is asked because the first is slow', async () => {
    receiver = await startOtlpReceiver()
    const { url } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, `${inject('readUrl')}?read_timeout=10`)
    await expect.poll(async () => (await ask(`${url}/readyz`)).status, PATIENTLY).toBe(200)
    // The primary alone is slow: standbys do not hear of the lock.
    await onStandbys('select pg_wal_replay_pause()')
    try {
      await withConnection(inject('primaryUrl'), sql => sql.begin(async (transaction) => {
        await transaction`lock table articles in access exclusive mode`
        for (let turn = 0; turn < 3; turn++) expect((await ask(`${url}/api/articles`)).status).toBe(200)
      }))
    }
    finally {
      await onStandbys('select pg_wal_replay_resume()')
    }
    const [primary, ...standbys] = readHosts()
    const hostsOf = (hedged: boolean) => new Map(spansOf(client).filter(span => span.attributes['kuberocks.database.hedged'] === hedged).map(span => [span.parentSpanId, span.attributes['kuberocks.database.host']]))
    // A machine that is busy makes others slow too.
    const second = () => [...hostsOf(false)].flatMap(([request, host]) => host === primary ? hostsOf(true).get(request) ?? [] : [])
    await expect.poll(() => second().length, PATIENTLY).toBeGreaterThan(0)
    expect(second().filter(host => !standbys.includes(String(host)))).toEqual([])
  })

  it('leave out what the sampler leaves out, and ask the caller', async () => {
    receiver = await startOtlpReceiver()
    const { url, log } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' })
    await ask(`${url}/api/tags`)
    await ask(`${url}/api/tags`, { headers: { traceparent: traceparent.replace(/01$/, '00') } })
    await ask(`${url}/api/tags`, { headers: { traceparent } })
    await expect.poll(() => log().filter(line => line.path === '/api/tags').length, PATIENTLY).toBe(3)
    await site?.stop()
    expect(spansOf(server)).toMatchObject([{ parentSpanId: parent.spanId }])
  })

  it('load what they need only where something says where they go', async () => {
    receiver = await startOtlpReceiver()
    expect(await filesWithExporter({})).toEqual([])
    expect(await filesWithExporter({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })).not.toEqual([])
  })

  it('are not sent where OpenTelemetry is disabled', async () => {
    receiver = await startOtlpReceiver()
    const { url } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SDK_DISABLED: 'true' })
    expect((await ask(`${url}/api/tags`)).status).toBe(200)
    await site?.stop()
    expect(receiver.requests).toEqual([])
  })
})

describe('a collector that is not there', () => {
  it('costs no request anything, and one line', async () => {
    const dead = await nextFreePort(24_900, new Set())
    const { url, log, pid, exited } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${dead}`, OTEL_EXPORTER_OTLP_TIMEOUT: '200' })
    const warnings = () => log().filter(line => line.level === 'warn' && /^traces could not be sent/.test(line.msg))
    for (let i = 0; i < 20; i++) expect((await ask(`${url}/api/tags`)).status).toBe(200)
    await expect.poll(() => warnings().length, PATIENTLY).toBe(1)
    for (let i = 0; i < 20; i++) expect((await ask(`${url}/api/tags`)).status).toBe(200)
    process.kill(pid, 'SIGTERM')
    expect(await exited).toEqual([0, null])
    expect(warnings()).toHaveLength(1)
  })

  it('does not hold the process up when it takes spans and never answers', async () => {
    receiver = await startOtlpReceiver({ answers: false })
    const { requests } = receiver
    const { url, pid, exited } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })
    for (let i = 0; i < 20; i++) expect((await ask(`${url}/api/tags`)).status).toBe(200)
    await expect.poll(() => requests.length, PATIENTLY).toBeGreaterThan(0)
    process.kill(pid, 'SIGTERM')
    expect(await Promise.race([exited, new Promise(resolve => setTimeout(resolve, 8000, 'still there'))])).toEqual([0, null])
  })

  it('is as good as none when its address is malformed, which is said', async () => {
    const { url, log } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' })
    expect((await ask(`${url}/api/tags`)).status).toBe(200)
    expect(log().filter(line => line.level === 'warn').map(line => line.msg)).toContain('OTEL_EXPORTER_OTLP_ENDPOINT: expected an address such as http://collector:4318; no traces are sent')
  })
})
