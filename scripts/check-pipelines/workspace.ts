import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Task } from './documents.ts'

const run = promisify(execFile)

/** A folder with the inputs, outputs and caches of a task, and nothing else. */
export interface Workspace {
  folder: string
  /** What the task leaves, by its own names. */
  outputs: ReadonlyMap<string, string>
  remove: () => Promise<void>
}

/**
 * Lays out what Concourse would: copies of the inputs, empty outputs and caches.
 *
 * @param given folders, by the task's own names
 * @throws when an input is missing
 */
export async function layOut({ file, inputs, outputs, caches }: Task, given: ReadonlyMap<string, string>): Promise<Workspace> {
  const copies = inputs.map(({ name, path = name }) => {
    const from = given.get(name)
    if (from === undefined) throw new Error(`${file} has no input "${name}"`)
    return { from, path }
  })
  // Not below the project: a task must not find its packages.
  const folder = mkdtempSync(join(tmpdir(), 'kuberocks-task-'))
  for (const { from, path } of copies) {
    mkdirSync(dirname(resolve(folder, path)), { recursive: true })
    await run('cp', ['-R', '--reflink=auto', from, resolve(folder, path)])
  }
  const places = new Map(outputs.map(({ name, path = name }) => [name, resolve(folder, path)] as const))
  for (const place of [...places.values(), ...caches.map(({ path }) => resolve(folder, path))]) mkdirSync(place, { recursive: true })
  return { folder, outputs: places, remove: () => rm(folder, { recursive: true, force: true }) }
}

/**
 * Looks at what a task has left.
 *
 * @throws when it left something that it does not declare, or nothing of what it does
 */
export function checkLeft({ file, inputs, outputs, caches }: Task, workspace: Workspace): void {
  const declared = new Set([...inputs, ...outputs].map(({ name, path = name }) => path).concat(caches.map(({ path }) => path)).map(path => path.split('/')[0]))
  const undeclared = readdirSync(workspace.folder).filter(name => !declared.has(name))
  if (undeclared.length > 0) throw new Error(`${file} leaves ${undeclared.join(', ')}, which it does not declare`)
  for (const [name, place] of workspace.outputs) {
    if (readdirSync(place).length === 0) throw new Error(`${file} leaves nothing in its output "${name}"`)
  }
}
