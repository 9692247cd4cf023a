import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { beforeEach, describe, expect, it } from 'vitest'
import { RequestSpan } from '../../../../server/tracing/spans.ts'

const exporter = new InMemorySpanExporter()
const tracer = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }).getTracer('test')
beforeEach(() => exporter.reset())

const request = () => new RequestSpan(tracer, Object.assign(new IncomingMessage(new Socket()), { method: 'GET' }), '/', undefined)
const asked = { use: 'reads', attempt: 1, hedged: false } as const

describe('the span of a host that is asked', () => {
  it.each([
    ['10.0.0.1:5432', { 'server.address': '10.0.0.1', 'server.port': 5432 }],
    ['[fd00::1]:5433', { 'server.address': 'fd00::1', 'server.port': 5433 }],
    ['database-nodes:5432 (10.1.2.3)', { 'server.address': 'database-nodes', 'server.port': 5432, 'kuberocks.database.host': 'database-nodes:5432 (10.1.2.3)' }],
  ])('names %s', (host, attributes) => {
    request().asks({ ...asked, host })()
    expect(exporter.getFinishedSpans()).toMatchObject([{ name: 'database read', attributes }])
  })

  it('has the state that Postgres gave, wrapped as it may be, and no statement', () => {
    const error = new Error('Failed query: select $1\nparams: secret', { cause: Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' }) })
    request().asks({ ...asked, use: 'writes', host: 'h:5432' })(error)
    const [span] = exporter.getFinishedSpans()
    expect(span).toMatchObject({ name: 'database write', attributes: { 'error.type': '57014', 'db.response.status_code': '57014' }, status: { code: 2, message: 'canceling statement due to statement timeout (57014)' } })
    expect(span?.events).toEqual([])
  })

  it('has the system\'s code where no Postgres answered', () => {
    request().asks({ ...asked, host: 'h:5432' })(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
    const [span] = exporter.getFinishedSpans()
    expect(span?.attributes).toMatchObject({ 'error.type': 'ECONNRESET' })
    expect(span?.attributes).not.toHaveProperty('db.response.status_code')
  })
})
