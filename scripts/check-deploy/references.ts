import { z } from 'zod'
import type { Fault } from './fault.ts'
import type { Manifest } from './manifests.ts'
import { ofKind } from './manifests.ts'
import type { Workload } from './pods.ts'
import { selectPods } from './pods.ts'

const port = z.union([z.string(), z.number()])
const labels = z.record(z.string(), z.string())
const matchLabels = z.looseObject({ matchLabels: labels })
const serviceSchema = z.looseObject({
  selector: labels.default({}),
  clusterIP: z.string().optional(),
  ports: z.array(z.looseObject({ name: z.string().optional(), port: z.number(), targetPort: port.optional() })),
})
const monitorSchema = z.looseObject({ selector: matchLabels, podMetricsEndpoints: z.array(z.looseObject({ port: port.optional() })) })
const policySchema = z.looseObject({
  podSelector: matchLabels,
  ingress: z.array(z.looseObject({ ports: z.array(z.looseObject({ port })).default([]) })).default([]),
})

/** Names by which objects find each other, and that the API server takes as they are. */
export function checkReferences(manifests: readonly Manifest[], workloads: readonly Workload[]): Fault[] {
  return [
    ...checkServices(manifests, workloads),
    ...checkSelectors(manifests, workloads),
    ...checkProbes(workloads),
    ...checkScaling(manifests),
  ]
}

function checkServices(manifests: readonly Manifest[], workloads: readonly Workload[]): Fault[] {
  return ofKind(manifests, 'Service', serviceSchema).flatMap(({ file, namespace, spec }) => {
    const pods = selectPods(workloads, namespace, spec.selector)
    if (pods.length === 0) return [noPods(file, 'spec.selector', spec.selector)]
    return spec.ports.flatMap(({ targetPort }, index) => unknownPort(file, `spec.ports[${index}].targetPort`, targetPort, pods))
  })
}

function checkSelectors(manifests: readonly Manifest[], workloads: readonly Workload[]): Fault[] {
  const monitors = ofKind(manifests, 'PodMonitor', monitorSchema).flatMap(({ file, namespace, spec }) => {
    const pods = selectPods(workloads, namespace, spec.selector.matchLabels)
    if (pods.length === 0) return [noPods(file, 'spec.selector', spec.selector.matchLabels)]
    return spec.podMetricsEndpoints.flatMap((endpoint, index) => unknownPort(file, `spec.podMetricsEndpoints[${index}].port`, endpoint.port, pods))
  })
  const policies = ofKind(manifests, 'NetworkPolicy', policySchema).flatMap(({ file, namespace, spec }) => {
    const pods = selectPods(workloads, namespace, spec.podSelector.matchLabels)
    if (pods.length === 0) return [noPods(file, 'spec.podSelector', spec.podSelector.matchLabels)]
    return spec.ingress.flatMap(({ ports }, rule) => ports.flatMap((allowed, index) => unknownPort(file, `spec.ingress[${rule}].ports[${index}].port`, allowed.port, pods)))
  })
  const budgets = ofKind(manifests, 'PodDisruptionBudget', z.looseObject({ selector: matchLabels })).flatMap(({ file, namespace, spec }) =>
    selectPods(workloads, namespace, spec.selector.matchLabels).length === 0 ? [noPods(file, 'spec.selector', spec.selector.matchLabels)] : [])
  return [...monitors, ...policies, ...budgets]
}

function checkProbes(workloads: readonly Workload[]): Fault[] {
  return workloads.flatMap(workload => workload.containers.flatMap((container, index) => {
    const { startupProbe, livenessProbe, readinessProbe } = container
    return Object.entries({ startupProbe, livenessProbe, readinessProbe }).flatMap(([name, probe]) =>
      unknownPort(workload.manifest.file, `spec.template.spec.containers[${index}].${name}.httpGet.port`, probe?.httpGet?.port, [workload]))
  }))
}

function checkScaling(manifests: readonly Manifest[]): Fault[] {
  const schema = z.looseObject({ scaleTargetRef: z.looseObject({ kind: z.string(), name: z.string() }) })
  return ofKind(manifests, 'HorizontalPodAutoscaler', schema).flatMap(({ file, namespace, spec: { scaleTargetRef: { kind, name } } }) =>
    manifests.some(other => other.kind === kind && other.name === name && other.namespace === namespace)
      ? []
      : [{ file, field: 'spec.scaleTargetRef', message: `there is no ${kind} "${name}"` }])
}

function unknownPort(file: string, field: string, wanted: string | number | undefined, pods: readonly Workload[]): Fault[] {
  const names = [...new Set(pods.flatMap(({ portNames }) => portNames))]
  if (typeof wanted !== 'string' || names.includes(wanted)) return []
  return [{ file, field, message: `there is no port "${wanted}", the pods have ${names.join(', ') || 'none with a name'}` }]
}

function noPods(file: string, field: string, selector: Readonly<Record<string, string>>): Fault {
  return { file, field, message: `no pod has ${Object.entries(selector).map(pair => pair.join(': ')).join(', ')}` }
}
