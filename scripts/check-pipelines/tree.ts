import { accessSync, constants, globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** The files that the checks look at. */
export interface PipelineTree {
  /** The text of each, by its path from the root of the project. */
  texts: ReadonlyMap<string, string>
  /** Those that may be executed. */
  executables: ReadonlySet<string>
}

const patterns = ['concourse/**/*.{yaml,sh}', 'Dockerfile', 'package.json', 'tools/k6/go.mod', 'k8s/image-automation/*.yaml', 'k8s/loadtest/job.yaml', 'docs/kubernetes.md']

/**
 * Reads everything that the checks look at, so that a check is a function of text.
 *
 * @param root the root of the project
 */
export function readPipelineTree(root: string): PipelineTree {
  const files = patterns.flatMap(pattern => globSync(pattern, { cwd: root })).sort()
  return {
    texts: new Map(files.map(file => [file, readFileSync(resolve(root, file), 'utf8')])),
    executables: new Set(files.filter(file => isExecutable(resolve(root, file)))),
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  }
  catch {
    return false
  }
}

/** A file that must be there. */
export function textOf({ texts }: PipelineTree, file: string): string {
  const text = texts.get(file)
  if (text === undefined) throw new Error(`${file} is missing`)
  return text
}
