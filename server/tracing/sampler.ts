import type { Sampler } from '@opentelemetry/sdk-trace'
import { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace'
import type { TracingConfiguration } from './configuration'

/** Which traces are recorded. The SDK leaves reading `OTEL_TRACES_SAMPLER` to whoever sets it up. */
export function createSampler({ sampler, ratio }: Pick<TracingConfiguration, 'sampler' | 'ratio'>): Sampler {
  switch (sampler) {
    case 'always_on': return new AlwaysOnSampler()
    case 'always_off': return new AlwaysOffSampler()
    case 'traceidratio': return new TraceIdRatioBasedSampler(ratio)
    case 'parentbased_always_on': return new ParentBasedSampler({ root: new AlwaysOnSampler() })
    case 'parentbased_always_off': return new ParentBasedSampler({ root: new AlwaysOffSampler() })
    case 'parentbased_traceidratio': return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) })
  }
}
