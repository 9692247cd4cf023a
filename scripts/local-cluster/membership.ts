import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { inspectProcess, isSameProcess } from './processes.ts'

/** One use of a running cluster; the last living one to leave stops Postgres. */
export interface Membership {
  /** Takes this use off the list; does nothing the second time. */
  leave(): void
}

/**
 * Puts this process on the list of those who use the data folder. Call it under the folder's lock.
 *
 * @param base the data folder
 */
export function joinMembers(base: string): Membership {
  const folder = join(base, 'members')
  mkdirSync(folder, { recursive: true })
  // One process may use a folder twice at once (tests do), so the pid alone is not a name.
  const name = join(folder, `${String(process.pid)}-${randomUUID()}`)
  writeFileSync(name, inspectProcess(process.pid)?.startTime ?? '')
  return { leave: () => rmSync(name, { force: true }) }
}

/**
 * Counts the living uses of the data folder and forgets those of dead processes and reused pids.
 *
 * @param base the data folder
 */
export function countMembers(base: string): number {
  const folder = join(base, 'members')
  return listNames(folder).filter((name) => {
    const path = join(folder, name)
    if (isSameProcess({ pid: Number.parseInt(name, 10), startTime: readText(path) })) return true
    rmSync(path, { force: true })
    return false
  }).length
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  }
  catch {
    return []
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  }
  catch {
    return ''
  }
}
