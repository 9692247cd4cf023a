import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** The files that are checked, by their path from the root of the project. */
export type Tree = ReadonlyMap<string, string>

const patterns = ['k8s/**/*.{yaml,json}', 'loadtest/*.ts', 'docs/kubernetes.md', 'docs/operations.md', 'README.md', 'tools/k6/go.mod']

/**
 * Reads everything that the checks look at, so that a check is a function of text.
 *
 * @param root the root of the project
 */
export function readTree(root: string): Tree {
  const files = patterns.flatMap(pattern => globSync(pattern, { cwd: root })).sort()
  return new Map(files.map(file => [file, readFileSync(resolve(root, file), 'utf8')]))
}

/** A file that must be there. */
export function textOf(tree: Tree, file: string): string {
  const text = tree.get(file)
  if (text === undefined) throw new Error(`${file} is missing`)
  return text
}
