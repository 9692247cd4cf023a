import { relative, resolve } from 'node:path'
import { z } from 'zod'
import { fetchDefinitions } from './definitions.ts'
import type { Fault } from './fault.ts'
import { ensureGoProgram } from './go-program.ts'
import { foldersOf, readManifests } from './manifests.ts'
import { lastLine, runProgram } from './run-program.ts'
import type { Tree } from './tree.ts'

const faultSchema = z.object({ folder: z.string(), object: z.string(), field: z.string(), message: z.string() })

export interface SchemaOptions {
  /** Where `k8s/` and `loadtest/` are. */
  root: string
  /** Further files or folders of definitions. */
  crds: readonly string[]
  onStep: (line: string) => void
}

/**
 * Builds each folder as Flux does and asks the API server's own code what it would refuse: kinds and versions that it does not serve,
 * fields that it does not know, values that it does not take, and pods that the standard "restricted" forbids.
 */
export async function checkSchemas(tree: Tree, { root, crds, onStep }: SchemaOptions): Promise<Fault[]> {
  const program = await ensureGoProgram({ folder: 'manifests', source: '.', purpose: 'the API server\'s validation' }, onStep)
  const definitions = [...await fetchDefinitions(), ...crds]
  const args = [
    ...definitions.flatMap(place => ['--crds', place]),
    ...foldersOf(tree).map(folder => resolve(root, folder)),
  ]
  const result = await runProgram(program, args, { cwd: root })
  if (!result) throw new Error(`${program} is gone`)
  // 1: it found faults. 2: it did not come to that.
  if (result.code > 1) {
    const [, file = 'k8s', message = ''] = /^(?:(k8s\/[\w-]+): )?(.*)$/.exec(lastLine(result).replaceAll(`${root}/`, '')) ?? []
    return [{ file, field: 'build', message }]
  }
  const found = result.stdout.split('\n').filter(line => line !== '').map(line => faultSchema.parse(JSON.parse(line)))
  const manifests = readManifests(tree)
  return found.map(({ folder, object, field, message }) => {
    const file = manifests.find(({ kind, namespace, name, file: at }) => object === `${kind} ${namespace ? `${namespace}/` : ''}${name}` && resolve(root, at).startsWith(`${folder}/`))
    return { file: file?.file ?? relative(root, folder), field: file ? field : `${object} ${field}`, message }
  })
}
