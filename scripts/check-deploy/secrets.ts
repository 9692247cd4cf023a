import { z } from 'zod'
import type { Fault } from './fault.ts'
import type { Manifest } from './manifests.ts'
import { ofKind } from './manifests.ts'
import type { Workload } from './pods.ts'
import type { Tree } from './tree.ts'
import { textOf } from './tree.ts'

/** What CloudNativePG writes into `<cluster>-app`. */
const CLUSTER_KEYS = ['username', 'user', 'password', 'dbname', 'host', 'port', 'uri', 'jdbc-uri', 'fqdn-uri', 'fqdn-jdbc-uri', 'pgpass']
const storeSchema = z.looseObject({ configuration: z.looseObject({ s3Credentials: z.record(z.string(), z.object({ name: z.string(), key: z.string() })) }) })
const DOCUMENTED = 'docs/kubernetes.md'

/** Secrets by `namespace/name`, with their keys: those that operators of the cluster make, and those that docs/kubernetes.md tells people to make. */
function knownSecrets(tree: Tree, manifests: readonly Manifest[]): ReadonlyMap<string, readonly string[]> {
  const made = ofKind(manifests, 'Cluster', z.looseObject({})).map(({ namespace, name }): [string, readonly string[]] => [`${namespace}/${name}-app`, CLUSTER_KEYS])
  // | `demo-session` | `kuberocks` | `secret` | …
  const rows = textOf(tree, DOCUMENTED).matchAll(/^\| `([\w.-]+)` \| `([\w-]+)`(?:, `([\w-]+)`)? \| ((?:`[\w.-]+`(?:, )?)+) \|/gm)
  const told = [...rows].flatMap(([, name = '', first = '', second, keys = '']) =>
    [first, second].flatMap((namespace): [string, string[]][] => namespace === undefined ? [] : [[`${namespace}/${name}`, keys.replaceAll('`', '').split(', ')]]))
  return new Map([...made, ...told])
}

/** A secret that nobody makes keeps a pod from ever starting; the API server does not mind. */
export function checkSecrets(tree: Tree, manifests: readonly Manifest[], workloads: readonly Workload[]): Fault[] {
  const known = knownSecrets(tree, manifests)
  const look = (file: string, field: string, namespace: string, name: string, key?: string): Fault[] => {
    const keys = known.get(`${namespace}/${name}`)
    if (!keys) return [{ file, field, message: `nobody makes the secret "${name}" in ${namespace}: no Cluster, and no row of ${DOCUMENTED}` }]
    return key === undefined || keys.includes(key) ? [] : [{ file, field, message: `the secret "${name}" has no key "${key}", only ${keys.join(', ')}` }]
  }
  const ofPods = workloads.flatMap(({ manifest: { file, namespace }, containers, pod }) => [
    ...pod.imagePullSecrets.flatMap(({ name }, index) => look(file, `spec.template.spec.imagePullSecrets[${index}]`, namespace, name)),
    ...containers.flatMap((container, index) => container.env.flatMap(({ name, valueFrom }) => {
      const from = valueFrom?.secretKeyRef
      return from ? look(file, `spec.template.spec.containers[${index}].env ${name}`, namespace, from.name, from.key) : []
    })),
  ])
  const ofRepositories = ofKind(manifests, 'ImageRepository', z.looseObject({ secretRef: z.object({ name: z.string() }) }))
    .flatMap(({ file, namespace, spec }) => look(file, 'spec.secretRef', namespace, spec.secretRef.name))
  const ofStores = ofKind(manifests, 'ObjectStore', storeSchema).flatMap(({ file, namespace, spec: { configuration } }) =>
    Object.entries(configuration.s3Credentials).flatMap(([field, { name, key }]) => look(file, `spec.configuration.s3Credentials.${field}`, namespace, name, key)))
  return [...ofPods, ...ofRepositories, ...ofStores]
}
