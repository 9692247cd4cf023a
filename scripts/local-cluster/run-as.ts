import { lstatSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { problem } from './errors.ts'

/** The account Postgres runs as when the launcher is root, whom it refuses to serve. */
export interface Account { readonly uid: number, readonly gid: number, readonly name: string }

/**
 * Chooses the account for Postgres: the owner of existing data, else `nobody`.
 *
 * @param dataFolder the primary's data folder, existing or not
 * @returns undefined when Postgres can run as the present user
 * @throws LocalClusterError when the system has no suitable account
 */
export function chooseAccount(dataFolder: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  // initdb looks its own user up: an arbitrary number would not do.
  const nobody = findAccount(readFileSync('/etc/passwd', 'utf8'), 'nobody')
  const owner = statSync(dataFolder, { throwIfNoEntry: false })
  if (owner !== undefined && owner.uid !== 0 && owner.uid !== nobody?.uid) {
    return { uid: owner.uid, gid: owner.gid, name: `user ${String(owner.uid)}` }
  }
  if (nobody) return nobody
  throw problem('Postgres refuses to run as root and this system has no user "nobody"', 'run as an ordinary user')
}

/** Finds an account in the text of /etc/passwd. */
export function findAccount(passwd: string, name: string): Account | undefined {
  for (const line of passwd.split('\n')) {
    const [login, , uid, gid] = line.split(':')
    // macOS writes nobody's numbers as -2; the system calls take unsigned ones.
    if (login === name && uid !== undefined && gid !== undefined) return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0, name }
  }
  return undefined
}

const execute = 1
const readAndExecute = 5

/** Whether the account may run the program at `path`, an existing absolute path without symlinks. */
export function canRun(path: string, account: Account): boolean {
  return isPermitted(path, account, readAndExecute)
}

/** Whether the account may enter the folder at `path`, an existing absolute path without symlinks. */
export function canEnter(path: string, account: Account): boolean {
  return isPermitted(path, account, execute)
}

/** Goes by the permission bits of `last` and of every folder on the way to it. */
function isPermitted(last: string, account: Account, neededOfLast: number): boolean {
  for (let step = last, needed = neededOfLast; ; step = dirname(step), needed = execute) {
    const { uid, gid, mode } = statSync(step)
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0
    if (((mode >> shift) & needed) !== needed) return false
    if (dirname(step) === step) return true
  }
}

/** The place for what root keeps for another account: outlives restarts of the machine, can be reached by all. */
export function sharedPlace(name: string): string {
  return join('/var/tmp', `kuberocks-${name}`)
}

/**
 * Makes sure that a folder below the shared place is ours and that nobody else can put anything into it.
 *
 * @throws LocalClusterError when someone else made it first
 */
export function assertOurs(folder: string): void {
  const info = lstatSync(folder)
  if (info.isDirectory() && info.uid === process.getuid?.() && (info.mode & 0o022) === 0) return
  throw problem(`${folder} is not this user's alone`, 'remove it')
}
