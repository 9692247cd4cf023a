import type { IncomingMessage } from 'node:http'
import { diag, DiagLogLevel } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { defaultResource, detectResources, resourceAttributesEnvDetector, resourceFromAttributes, serviceInstanceIdDetector, serviceNameEnvDetector } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions'
import type { TracingConfiguration } from './configuration'
import { onceAMinute, reportFailures } from './exporter'
import { createSampler } from './sampler'
import { RequestSpan } from './spans'
import type { TraceContext } from './trace-context'

/** Milliseconds for the last spans when the process ends. */
const LAST_EXPORT_MS = 1000

/** Traces of requests, sent in the background. */
export interface Tracing {
  /** @param path without a query string */
  begin: (request: IncomingMessage, path: string, parent: TraceContext | undefined) => RequestSpan
  /** Sends what is left, for at most 1 s. It never fails. */
  close: () => Promise<void>
}

/**
 * Starts to send traces where OpenTelemetry's variables say. To be imported only then: it costs memory, and time at the start.
 *
 * @param version the site's
 * @param warn told why spans are lost, at most once a minute
 */
export function openTracing(configuration: TracingConfiguration, version: string, warn: (message: string) => void): Tracing {
  const report = onceAMinute(warn)
  const ignore = () => {}
  diag.setLogger({ error: report, warn: report, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN)
  const exporter = reportFailures(new OTLPTraceExporter(), report)
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'kuberocks', [ATTR_SERVICE_VERSION]: version }))
      .merge(detectResources({ detectors: [serviceInstanceIdDetector, resourceAttributesEnvDetector, serviceNameEnvDetector] })),
    sampler: createSampler(configuration),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...configuration.batch })],
  })
  const tracer = provider.getTracer('kuberocks', version)
  return {
    begin: (request, path, parent) => new RequestSpan(tracer, request, path, parent),
    close: async () => {
      const { promise: late, resolve } = Promise.withResolvers<undefined>()
      const timer = setTimeout(() => resolve(undefined), LAST_EXPORT_MS)
      await Promise.race([provider.shutdown().catch(ignore), late])
      clearTimeout(timer)
    },
  }
}
