import { z } from 'zod'
import type { ConfiguredContainer } from './environment.ts'
import type { Fault } from './fault.ts'
import type { Manifest } from './manifests.ts'
import { ofKind } from './manifests.ts'

const labels = z.record(z.string(), z.string())
const selectorSchema = z.looseObject({
  matchLabels: labels.default({}),
  matchExpressions: z.array(z.looseObject({ key: z.string(), operator: z.string(), values: z.array(z.string()).default([]) })).default([]),
})
const peersSchema = z.array(z.looseObject({ podSelector: selectorSchema.optional(), namespaceSelector: selectorSchema.optional() })).default([])
const portsSchema = z.array(z.looseObject({ port: z.union([z.string(), z.number()]), protocol: z.string().default('TCP') })).default([])
const policySchema = z.looseObject({
  podSelector: selectorSchema,
  policyTypes: z.array(z.string()),
  ingress: z.array(z.looseObject({ from: peersSchema, ports: portsSchema })).default([]),
  egress: z.array(z.looseObject({ to: peersSchema, ports: portsSchema })).default([]),
})
type Selector = z.infer<typeof selectorSchema>
type Policy = Manifest & { spec: z.infer<typeof policySchema> }

const POSTGRES = 5432
/** By name: https://cloudnative-pg.io/documentation/current/security/#exposed-ports */
const INSTANCE_PORTS = new Map([['postgresql', POSTGRES], ['status', 8000], ['metrics', 9187]])
/** Where CloudNativePG's own manifests put the operator, and Prometheus is taken to be: docs/kubernetes.md. */
const OPERATOR = { namespace: { 'kubernetes.io/metadata.name': 'cnpg-system' }, pod: { 'app.kubernetes.io/name': 'cloudnative-pg' } }
/** Of every cluster: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ */
const DNS = { namespace: { 'kubernetes.io/metadata.name': 'kube-system' }, port: 53 }
const PROMETHEUS = { namespace: { 'kubernetes.io/metadata.name': 'monitoring' }, pod: {} }

/** Who connects: labels of the pod, and of its namespace where it is another one. */
interface Peer { pod: Readonly<Record<string, string>>, namespace?: Readonly<Record<string, string>> }

/** Whether the policies let through what the site needs, and nothing reaches a database that no policy is for. */
export function checkNetwork(manifests: readonly Manifest[], configured: readonly ConfiguredContainer[]): Fault[] {
  const policies = ofKind(manifests, 'NetworkPolicy', policySchema)
  return ofKind(manifests, 'Cluster', z.looseObject({})).flatMap(({ file, name, namespace }) => {
    const instance = { 'cnpg.io/cluster': name, 'cnpg.io/podRole': 'instance' }
    const policy = policies.find(other => other.namespace === namespace && other.spec.policyTypes.includes('Ingress') && isSelected(other.spec.podSelector, instance))
    if (!policy) return [{ file, field: 'metadata.name', message: 'no NetworkPolicy is for its instances: every pod of the cluster reaches them' }]
    const clients = configured.filter(({ workload: { manifest } }) => manifest.namespace === namespace).map(({ workload }) => workload)
    const needed: [string, Peer, string][] = [
      ...clients.map(({ manifest, labels: pod }): [string, Peer, string] => [`${manifest.kind} ${manifest.name}`, { pod }, 'postgresql']),
      ['another instance', { pod: instance }, 'postgresql'], ['another instance', { pod: instance }, 'status'],
      ['the operator', OPERATOR, 'postgresql'], ['the operator', OPERATOR, 'status'],
      ['Prometheus', PROMETHEUS, 'metrics'],
    ]
    return [
      ...needed.filter(([, peer, port]) => !admits(policy, peer, port)).map(([who, , port]) =>
        ({ file: policy.file, field: 'spec.ingress', message: `lets ${who} not reach the port ${port}, ${INSTANCE_PORTS.get(port)}` })),
      ...clients.flatMap(({ manifest, labels: pod }) => policies
        .filter(other => other.namespace === namespace && other.spec.policyTypes.includes('Egress') && isSelected(other.spec.podSelector, pod))
        .flatMap(other => [
          ...reachesInstance(other, instance) ? [] : [`the database ${name}`], ...reachesDns(other) ? [] : [`DNS, port ${DNS.port} of kube-system by UDP and TCP`],
        ].map(what => ({ file: other.file, field: 'spec.egress', message: `lets ${manifest.kind} ${manifest.name} not reach ${what}` })))),
    ]
  })
}

function reachesInstance({ spec }: Policy, instance: Readonly<Record<string, string>>): boolean {
  return spec.egress.some(({ to, ports }) => to.some(({ podSelector }) => podSelector && isSelected(podSelector, instance)) && ports.some(({ port }) => port === POSTGRES))
}

/** Without it no name of a host is found; a long answer comes by TCP. */
function reachesDns({ spec }: Policy): boolean {
  return ['UDP', 'TCP'].every(wanted => spec.egress.some(({ to, ports }) =>
    to.some(({ namespaceSelector }) => namespaceSelector && isSelected(namespaceSelector, DNS.namespace)) && ports.some(({ port, protocol }) => port === DNS.port && protocol === wanted)))
}

function admits({ spec }: Policy, { pod, namespace }: Peer, portName: string): boolean {
  return spec.ingress.some(({ from, ports }) =>
    ports.some(({ port }) => port === portName || port === INSTANCE_PORTS.get(portName))
    && from.some(({ podSelector, namespaceSelector }) =>
      (namespace ? namespaceSelector !== undefined && isSelected(namespaceSelector, namespace) : namespaceSelector === undefined)
      && (podSelector === undefined || isSelected(podSelector, pod))))
}

function isSelected({ matchLabels, matchExpressions }: Selector, of: Readonly<Record<string, string>>): boolean {
  return Object.entries(matchLabels).every(([key, value]) => of[key] === value)
    && matchExpressions.every(({ key, operator, values }) => operator === 'In' && values.includes(of[key] ?? ''))
}
