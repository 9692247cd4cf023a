import { dirname } from 'node:path'
import { z } from 'zod'
import type { Fault } from './fault.ts'
import type { Manifest } from './manifests.ts'
import { ofKind, parseYaml } from './manifests.ts'
import type { Tree } from './tree.ts'

const scheduleSchema = z.looseObject({ cluster: z.looseObject({ name: z.string() }), pluginConfiguration: z.looseObject({ name: z.string() }) })
const patchesSchema = z.looseObject({ patches: z.array(z.looseObject({ patch: z.string() })).default([]) })
const pluginsSchema = z.array(z.looseObject({ value: z.array(z.looseObject({ name: z.string(), isWALArchiver: z.boolean().default(false), parameters: z.record(z.string(), z.string()) })) }))

/** A schedule without an archive of the log, or with one in a store that is not there, makes backups that cannot be restored to a moment. */
export function checkBackup(tree: Tree, manifests: readonly Manifest[]): Fault[] {
  const clusters = ofKind(manifests, 'Cluster', z.looseObject({}))
  const stores = ofKind(manifests, 'ObjectStore', z.looseObject({}))
  return ofKind(manifests, 'ScheduledBackup', scheduleSchema).flatMap(({ file, namespace, spec }) => {
    const kustomization = `${dirname(file)}/kustomization.yaml`
    const archiver = pluginsOf(tree, kustomization).find(({ name, isWALArchiver }) => name === spec.pluginConfiguration.name && isWALArchiver)
    const store = archiver?.parameters['barmanObjectName']
    return [
      ...(clusters.some(other => other.name === spec.cluster.name && other.namespace === namespace) ? [] : [{ file, field: 'spec.cluster.name', message: `there is no Cluster "${spec.cluster.name}"` }]),
      ...(archiver ? [] : [{ file, field: 'spec.pluginConfiguration.name', message: `${kustomization} gives the Cluster no plugin "${spec.pluginConfiguration.name}" that archives the log` }]),
      ...(archiver && !stores.some(other => other.name === store && other.namespace === namespace) ? [{ file: kustomization, field: 'barmanObjectName', message: `there is no ObjectStore "${store}"` }] : []),
    ]
  })
}

/** The plugins that the kustomization's patches add to the Cluster. */
function pluginsOf(tree: Tree, file: string): z.infer<typeof pluginsSchema>[number]['value'] {
  const { patches } = patchesSchema.parse(parseYaml(tree, file)[0])
  return patches.flatMap(({ patch }) => pluginsSchema.safeParse(parseYaml(new Map([[file, patch]]), file)[0]).data ?? []).flatMap(({ value }) => value)
}
