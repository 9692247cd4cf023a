import { z } from 'zod'
import type { Manifest } from './manifests.ts'
import { ofKind } from './manifests.ts'

const labels = z.record(z.string(), z.string())
const portReference = z.union([z.string(), z.number()])
const probe = z.looseObject({ httpGet: z.looseObject({ port: portReference, path: z.string().optional() }).optional() }).optional()

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).default([]),
  ports: z.array(z.looseObject({ name: z.string().optional(), containerPort: z.number() })).default([]),
  env: z.array(z.looseObject({
    name: z.string(),
    value: z.string().optional(),
    valueFrom: z.looseObject({ secretKeyRef: z.object({ name: z.string(), key: z.string() }).optional() }).optional(),
  })).default([]),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).default([]),
  startupProbe: probe, livenessProbe: probe, readinessProbe: probe,
})

const templateSchema = z.looseObject({
  metadata: z.looseObject({ labels: labels.default({}) }).default({ labels: {} }),
  spec: z.looseObject({
    containers: z.array(containerSchema),
    imagePullSecrets: z.array(z.object({ name: z.string() })).default([]),
    terminationGracePeriodSeconds: z.number().default(30),
    volumes: z.array(z.looseObject({ name: z.string(), configMap: z.looseObject({ name: z.string() }).optional() })).default([]),
  }),
})

export type Container = z.infer<typeof containerSchema>

/** Pods that some object makes. */
export interface Workload {
  manifest: Manifest
  labels: Readonly<Record<string, string>>
  containers: readonly Container[]
  /** Names of ports that the pods have. */
  portNames: readonly string[]
  pod: z.infer<typeof templateSchema>['spec']
}

/** Ports of a pod that CloudNativePG makes. */
const INSTANCE_PORTS = ['postgresql', 'metrics', 'status']

/** Deployments, Jobs, and the instances of database clusters. */
export function readWorkloads(manifests: readonly Manifest[]): Workload[] {
  const schema = z.looseObject({ template: templateSchema })
  const ours = ['Deployment', 'Job'].flatMap(kind => ofKind(manifests, kind, schema)).map(({ spec: { template }, ...manifest }) => ({
    manifest,
    labels: template.metadata.labels,
    containers: template.spec.containers,
    portNames: template.spec.containers.flatMap(({ ports }) => ports.flatMap(({ name }) => name ?? [])),
    pod: template.spec,
  }))
  const instances = ofKind(manifests, 'Cluster', z.looseObject({})).map(manifest => ({
    manifest,
    labels: { 'cnpg.io/cluster': manifest.name, 'cnpg.io/podRole': 'instance' },
    containers: [],
    portNames: INSTANCE_PORTS,
    pod: { containers: [], imagePullSecrets: [], terminationGracePeriodSeconds: 0, volumes: [] },
  }))
  return [...ours, ...instances]
}

/** The pods that a selector finds in a namespace. */
export function selectPods(workloads: readonly Workload[], namespace: string, selector: Readonly<Record<string, string>>): Workload[] {
  return workloads.filter(({ manifest, labels: own }) => manifest.namespace === namespace && Object.entries(selector).every(([name, value]) => own[name] === value))
}
