import { describe, expect, it } from 'vitest'
import { readTracing } from '../../../../server/tracing/configuration.ts'

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }

describe('tracing', () => {
  it.each<[string, Record<string, string>]>([
    ['nothing is set', {}],
    ['only the service has a name', { OTEL_SERVICE_NAME: 'demo' }],
    ['the SDK is disabled', { ...endpoint, OTEL_SDK_DISABLED: 'TRUE' }],
    ['no exporter is wanted', { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }],
  ])('is off when %s', (_what, environment) => {
    expect(readTracing(environment)).toEqual({ tracing: undefined, warnings: [] })
  })

  it('is on where something says where traces go, by the defaults of the standard', () => {
    const byDefault = { sampler: 'parentbased_always_on', ratio: 1, batch: { maxQueueSize: 2048, maxExportBatchSize: 512, scheduledDelayMillis: 5000, exportTimeoutMillis: 30_000 } }
    expect(readTracing(endpoint)).toEqual({ tracing: byDefault, warnings: [] })
    expect(readTracing({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/v1/traces' }).tracing).toEqual(byDefault)
    expect(readTracing({ OTEL_TRACES_EXPORTER: 'otlp' }).tracing).toEqual(byDefault)
  })

  it('takes sampler and batches from their variables', () => {
    const { tracing, warnings } = readTracing({ ...endpoint, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25', OTEL_BSP_MAX_QUEUE_SIZE: '100', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10', OTEL_BSP_SCHEDULE_DELAY: '200', OTEL_BSP_EXPORT_TIMEOUT: '900' })
    expect(tracing).toEqual({ sampler: 'traceidratio', ratio: 0.25, batch: { maxQueueSize: 100, maxExportBatchSize: 10, scheduledDelayMillis: 200, exportTimeoutMillis: 900 } })
    expect(warnings).toEqual([])
  })

  it.each([
    ['OTEL_TRACES_SAMPLER', 'sometimes', 'expected one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio; parentbased_always_on is used'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5', 'expected a number, 0 to 1; 1 is used'],
    ['OTEL_BSP_MAX_QUEUE_SIZE', '-1', 'expected a whole number, 1 or more; 2048 is used'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'expected http/protobuf; http/protobuf is used'],
  ])('reports and passes over a wrong %s', (name, value, warning) => {
    const { tracing, warnings } = readTracing({ ...endpoint, [name]: value })
    expect(tracing).toEqual(readTracing(endpoint).tracing)
    expect(warnings).toEqual([`${name}: ${warning}`])
  })

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT: expected an address such as http://collector:4318; no traces are sent'],
    [{ ...endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '/v1/traces' }, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: expected an address such as http://collector:4318; no traces are sent'],
    [{ ...endpoint, OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER: expected otlp or none; no traces are sent'],
  ])('is off, and says so, when it cannot know where traces go', (environment, warning) => {
    expect(readTracing(environment)).toEqual({ tracing: undefined, warnings: [warning] })
  })
})
