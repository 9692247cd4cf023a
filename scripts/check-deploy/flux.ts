import { posix } from 'node:path'
import { z } from 'zod'
import type { Fault } from './fault.ts'
import type { Manifest } from './manifests.ts'
import { foldersOf, ofKind, parseYaml } from './manifests.ts'
import type { Tree } from './tree.ts'

const schema = z.looseObject({
  path: z.string(),
  dependsOn: z.array(z.looseObject({ name: z.string() })).default([]),
  prune: z.boolean(),
  force: z.boolean().default(false),
  wait: z.boolean().default(false),
})

/** Folders that Flux does not apply: its own entry, and what is applied by hand. */
const NOT_APPLIED = ['k8s/cluster', 'k8s/loadtest']

/** Each folder is applied once, in an order that ends, and what must not be deleted is not. */
export function checkFlux(tree: Tree, manifests: readonly Manifest[]): Fault[] {
  const kustomizations = ofKind(manifests, 'Kustomization', schema)
  const folders = foldersOf(tree)
  const folderOf = (path: string) => path.replace(/^\.\//, '')
  const faults: Fault[] = kustomizations.flatMap(({ file, name, spec }) => {
    const folder = folderOf(spec.path)
    const applied = manifests.filter(({ file: at }) => [folder, ...baseOf(tree, folder)].some(one => at.startsWith(`${one}/`)))
    return [
      ...(folders.includes(folder) ? [] : [{ file, field: 'spec.path', message: `there is no folder ${spec.path}` }]),
      ...spec.dependsOn.flatMap((dependency, index) => kustomizations.some(other => other.name === dependency.name && other.name !== name)
        ? []
        : [{ file, field: `spec.dependsOn[${index}].name`, message: `there is no other Kustomization "${dependency.name}"` }]),
      ...(spec.prune && applied.some(({ kind }) => kind === 'Cluster') ? [{ file, field: 'spec.prune', message: 'a database would be deleted with its manifest, expected false' }] : []),
      ...(!spec.force && applied.some(({ kind }) => kind === 'Job') ? [{ file, field: 'spec.force', message: 'a Job\'s template cannot be changed, expected true' }] : []),
      ...(!spec.wait ? [{ file, field: 'spec.wait', message: 'who depends on it would not wait until it works, expected true' }] : []),
    ]
  })
  // One that builds on another stands in its place, where somebody wants it.
  for (const folder of folders.filter(one => !NOT_APPLIED.includes(one) && baseOf(tree, one).length === 0)) {
    if (!kustomizations.some(({ spec }) => [folderOf(spec.path), ...baseOf(tree, folderOf(spec.path))].includes(folder))) faults.push({ file: folder, field: 'folder', message: 'no Kustomization of k8s/cluster applies it' })
  }
  for (const { file, spec } of kustomizations.filter(({ spec: { path } }) => NOT_APPLIED.includes(folderOf(path)))) {
    faults.push({ file, field: 'spec.path', message: `${spec.path} is not Flux's to apply` })
  }
  return faults
}

/** The folders that this one builds on: `- ../database` in its kustomization. */
function baseOf(tree: Tree, folder: string): string[] {
  const file = `${folder}/kustomization.yaml`
  if (!tree.has(file)) return []
  const parsed = z.looseObject({ resources: z.array(z.string()).default([]) }).safeParse(parseYaml(tree, file)[0])
  return (parsed.data?.resources ?? []).filter(path => path.startsWith('../')).map(path => posix.join(folder, path))
}
