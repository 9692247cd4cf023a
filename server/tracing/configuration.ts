import { z } from 'zod'

/** What is set up in code; the exporter and the resource read the rest of OpenTelemetry's variables themselves. */
export interface TracingConfiguration {
  sampler: z.infer<typeof samplerSchema>
  /** The share of traces that a sampler by ratio records, 0 to 1. */
  ratio: number
  batch: { maxQueueSize: number, maxExportBatchSize: number, scheduledDelayMillis: number, exportTimeoutMillis: number }
}

/** Names and defaults: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
const samplerSchema = z.enum(['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'])
const endpoints = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const
const protocols = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'] as const
const wholeNumber = z.string().regex(/^\d{1,9}$/).transform(Number).pipe(z.number().min(1))

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads whether requests are traced, by OpenTelemetry's own variables. Its standard wants a wrong value reported and passed over, not
 * refused: nobody's site ends because of its observers.
 *
 * @param environment without empty variables
 * @returns undefined for `tracing` where nothing says where traces go, or something says that there are none; and a line for each value
 * that cannot be used
 */
export function readTracing(environment: Environment): { tracing: TracingConfiguration | undefined, warnings: string[] } {
  const warnings: string[] = []
  if (environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return { tracing: undefined, warnings }
  const exporter = environment.OTEL_TRACES_EXPORTER
  const isWanted = exporter === 'otlp' || (exporter === undefined && endpoints.some(name => environment[name] !== undefined))
  if (!isWanted) {
    if (exporter !== undefined && exporter !== 'none') warnings.push('OTEL_TRACES_EXPORTER: expected otlp or none; no traces are sent')
    return { tracing: undefined, warnings }
  }
  // The exporter would send to this machine instead.
  const malformed = endpoints.find(name => environment[name] !== undefined && !z.url({ protocol: /^https?$/ }).safeParse(environment[name]).success)
  if (malformed) return { tracing: undefined, warnings: [`${malformed}: expected an address such as http://collector:4318; no traces are sent`] }

  /** One variable, or its default with a warning. */
  const read = <Value>(name: string, schema: z.ZodType<Value, string>, byDefault: Value, expected: string): Value => {
    const value = environment[name]
    if (value === undefined) return byDefault
    const parsed = schema.safeParse(value)
    if (!parsed.success) warnings.push(`${name}: expected ${expected}; ${String(byDefault)} is used`)
    return parsed.success ? parsed.data : byDefault
  }
  const number = (name: string, byDefault: number) => read(name, wholeNumber, byDefault, 'a whole number, 1 or more')
  for (const name of protocols) read(name, z.literal('http/protobuf'), 'http/protobuf', 'http/protobuf')

  const tracing = {
    sampler: read('OTEL_TRACES_SAMPLER', samplerSchema, 'parentbased_always_on', `one of ${samplerSchema.options.join(', ')}`),
    ratio: read('OTEL_TRACES_SAMPLER_ARG', z.string().regex(/^(0|1|0?\.\d+|1\.0+)$/).transform(Number), 1, 'a number, 0 to 1'),
    batch: {
      maxQueueSize: number('OTEL_BSP_MAX_QUEUE_SIZE', 2048),
      maxExportBatchSize: number('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512),
      scheduledDelayMillis: number('OTEL_BSP_SCHEDULE_DELAY', 5000),
      exportTimeoutMillis: number('OTEL_BSP_EXPORT_TIMEOUT', 30_000),
    },
  }
  return { tracing, warnings }
}
