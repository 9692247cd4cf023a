import { z } from 'zod'
import type { Fault } from '../check-deploy/fault.ts'
import { readDocument } from './documents.ts'
import type { PipelineTree } from './tree.ts'
import { textOf } from './tree.ts'

export const EXAMPLE = 'concourse/vars.example.yaml'
const exampleSchema = z.record(z.string(), z.record(z.string(), z.string()))
/** What a secret stands as in the example. */
const PLACEHOLDER = 'placeholder'
const secret = /key$|password$|token$/

/** The example's values, by `NAME.KEY`. */
export function readExample(tree: PipelineTree): Map<string, string> {
  const example = readDocument(EXAMPLE, textOf(tree, EXAMPLE), exampleSchema)
  return new Map(Object.entries(example).flatMap(([name, keys]) => Object.entries(keys).map(([key, value]) => [`${name}.${key}`, value] as const)))
}

/** Fills in what the example has for each `((NAME.KEY))`. */
export function fillIn(text: string, example: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\(\(([^()]+)\)\)/g, (whole, name: string) => example.get(name) ?? whole)
}

/** Whether the example has every variable, no other, and no secret. */
export function checkVars(tree: PipelineTree): Fault[] {
  const example = readExample(tree)
  const faults: Fault[] = []
  const used = new Set<string>()
  for (const [file, text] of tree.texts) {
    if (!/^concourse\/(pipelines|tasks)\/.*\.yaml$/.test(file)) continue
    for (const [index, line] of text.replaceAll(/(^|\s)#.*$/gm, '$1').split('\n').entries()) {
      for (const [, name = ''] of line.matchAll(/\(\(([^()]+)\)\)/g)) {
        const field = `line ${index + 1}`
        // Loaded by the plan itself.
        if (name.startsWith('.:')) continue
        used.add(name)
        if (file.startsWith('concourse/tasks/')) faults.push({ file, field, message: `((${name})) is not known to a task that runs alone: let the pipeline give a parameter` })
        else if (!example.has(name)) faults.push({ file, field, message: `((${name})) is not in ${EXAMPLE}` })
      }
    }
  }
  for (const [name, value] of example) {
    if (!used.has(name)) faults.push({ file: EXAMPLE, field: name, message: 'no pipeline asks for it' })
    if (secret.test(name) && value !== PLACEHOLDER) faults.push({ file: EXAMPLE, field: name, message: `expected "${PLACEHOLDER}": this file is no place for a secret` })
  }
  return faults
}
