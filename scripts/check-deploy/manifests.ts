import { dirname } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import type { Tree } from './tree.ts'
import { textOf } from './tree.ts'

const labelsSchema = z.record(z.string(), z.string())

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional(), labels: labelsSchema.optional() }),
})

/** One object of a file under k8s/. */
export interface Manifest {
  file: string
  kind: string
  name: string
  namespace: string
  /** All of it. */
  object: z.infer<typeof objectSchema>
}

/**
 * A file's documents, as plain values.
 *
 * @throws one line that names file and place, when it is no YAML or a key is given twice
 */
export function parseYaml(tree: Tree, file: string): unknown[] {
  return parseAllDocuments(textOf(tree, file)).map((document): unknown => {
    const [error] = document.errors
    if (error) throw new Error(`${file}: ${error.message.split('\n')[0]}`)
    return document.toJS()
  })
}

/** Every object of k8s/; kustomizations of kustomize itself and tests of alerts are none. */
export function readManifests(tree: Tree): Manifest[] {
  const files = [...tree.keys()].filter(file => /^k8s\/.*\.yaml$/.test(file) && !/(^|\/)kustomization\.yaml$|\.test\.yaml$/.test(file))
  return files.flatMap(file => parseYaml(tree, file).map((value) => {
    const parsed = objectSchema.safeParse(value)
    if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`)
    const { kind, metadata } = parsed.data
    return { file, kind, name: metadata.name, namespace: metadata.namespace ?? '', object: parsed.data }
  }))
}

/** The manifests of this kind, with what of them is looked at. */
export function ofKind<Schema extends z.ZodType>(manifests: readonly Manifest[], kind: string, schema: Schema): (Manifest & { spec: z.infer<Schema> })[] {
  return manifests.filter(manifest => manifest.kind === kind).flatMap((manifest) => {
    const parsed = schema.safeParse(manifest.object.spec)
    // Another shape than the API's is the schemas' to refuse, by the field's name.
    return parsed.success ? [{ ...manifest, spec: parsed.data }] : []
  })
}

/** Folders that are built by themselves: `k8s/app`. */
export function foldersOf(tree: Tree): string[] {
  return [...new Set([...tree.keys()].filter(file => /^k8s\/[^/]+\/[^/]+\.yaml$/.test(file)).map(file => dirname(file)))]
}
