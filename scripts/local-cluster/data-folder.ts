import { spawn } from 'node:child_process'
import { chownSync, closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { explainOutput, problem } from './errors.ts'
import { draftPrefix } from './postmaster.ts'
import type { NodePlace } from './postmaster.ts'
import { programOptions } from './server.ts'
import type { ServerOptions } from './server.ts'

/** The major version of the Postgres in the npm packages. */
const majorVersion = '18'

/** What pg_control says about a data folder. */
export interface Identity { readonly system: bigint, readonly timeline: number }

/**
 * Creates the primary's data with initdb unless it is there.
 *
 * @returns false when it was there
 * @throws LocalClusterError when it is damaged, of another version, or cannot be made; it is never deleted
 */
export async function ensurePrimaryData(place: NodePlace, options: ServerOptions): Promise<boolean> {
  if (existsSync(place.folder)) {
    checkPrimaryData(place, options.shown)
    return false
  }
  // Only a complete folder gets its name, so what a killed start left here is known to be worthless.
  const draft = makeDraft(place, options)
  await runInitdb(draft, options)
  renameSync(draft, place.folder)
  return true
}

function checkPrimaryData(place: NodePlace, shown: string): void {
  const version = readVersion(place.folder)
  if (version === majorVersion && readIdentity(place.folder)) return
  if (version !== undefined && version !== majorVersion) {
    throw problem(`The data in ${place.folder} is of Postgres ${version}, the npm package is ${majorVersion}`, `delete ${shown} to start with an empty database, choose another folder (--data)`)
  }
  throw problem(`The data in ${place.folder} is damaged (PG_VERSION or pg_control is missing)`, `restore it, or delete ${shown} to start with an empty database, choose another folder (--data)`)
}

/** Makes an empty folder for the account, to be renamed to the node's once it is complete. */
export function makeDraft(place: NodePlace, options: ServerOptions): string {
  // Never the same name twice: what a killed launcher started may still be writing to its own.
  const path = mkdtempSync(draftPrefix(place))
  if (options.account) chownSync(path, options.account.uid, options.account.gid)
  return path
}

/** Removes what killed starts left half made. */
export function removeDrafts(place: NodePlace): void {
  const folder = dirname(place.folder)
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (path.startsWith(draftPrefix(place))) rmSync(path, { recursive: true, force: true, maxRetries: 3 })
  }
}

function runInitdb(folder: string, options: ServerOptions): Promise<void> {
  const program = join(options.binaries.folder, 'bin', 'initdb')
  const child = spawn(program, [
    '-D', folder, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8',
    '--no-sync', '--no-instructions',
    // Small segments: an empty node takes 31 MB instead of 46.
    '--wal-segsize=1',
    // In a process group of its own, so that all of it can be ended with us.
  ], { ...programOptions(options.account), detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  const endIt = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  }
  process.once('exit', endIt)
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      rmSync(folder, { recursive: true, force: true })
      reject(explainOutput(`${reason}\n${output}`, 'Creating the primary', options.shown))
    }
    child.once('error', error => fail(error.message))
    child.once('close', (code) => {
      process.off('exit', endIt)
      if (code === 0) resolve()
      else fail(`initdb ended with code ${String(code)}`)
    })
  })
}

function readVersion(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim()
  }
  catch {
    return undefined
  }
}

/**
 * Whether a standby's data can follow the primary: complete, of the same system, a standby still, and not ahead on
 * a timeline that the primary never had.
 */
export function canFollow(standbyFolder: string, primary: Identity): boolean {
  const own = readIdentity(standbyFolder)
  return own !== undefined && own.system === primary.system && own.timeline <= primary.timeline
    && readVersion(standbyFolder) === majorVersion && existsSync(join(standbyFolder, 'standby.signal'))
}

/** Reads the identity of a data folder; undefined when there is none or pg_control is damaged. */
export function readIdentity(folder: string): Identity | undefined {
  const head = Buffer.alloc(52)
  try {
    const file = openSync(join(folder, 'global', 'pg_control'), 'r')
    try {
      if (readSync(file, head, 0, head.length, 0) < head.length) return undefined
    }
    finally {
      closeSync(file)
    }
  }
  catch {
    return undefined
  }
  // struct ControlFileData: system_identifier at 0; checkPointCopy.ThisTimeLineID at 48. All platforms are little-endian.
  return { system: head.readBigUInt64LE(0), timeline: head.readUInt32LE(48) }
}
