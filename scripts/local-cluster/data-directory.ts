import { createHash } from 'node:crypto'
import { accessSync, chmodSync, constants, lchownSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, realpathSync, renameSync, rmdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { removeAbandoned } from './abandoned.ts'
import { errorCode, problem } from './errors.ts'
import { withLock } from './lock.ts'
import { countMembers } from './membership.ts'
import type { NodePlace } from './postmaster.ts'
import { haltNode, livingNodes } from './postmaster.ts'
import { mostStandbys } from './options.ts'
import { assertOurs, canEnter, chooseAccount, sharedPlace } from './run-as.ts'
import type { Account } from './run-as.ts'

/** A data folder ready for use. */
export interface DataDirectory {
  /** As the user knows it. */
  readonly shown: string
  /** Where it really is: absolute, without symlinks. */
  readonly base: string
  /** Who runs Postgres there, if not the present user. */
  readonly account: Account | undefined
}

/**
 * Makes the data folder. For root it may become a symlink to a folder below /var/tmp: Postgres then runs as another
 * account, which cannot enter the private folders that fresh clones often lie in.
 *
 * @param requested the folder as the user gave it
 * @throws LocalClusterError or a system error when it cannot be made or written
 */
export async function prepareDataDirectory(requested: string): Promise<DataDirectory> {
  const shown = resolve(requested)
  makeFolder(dirname(shown))
  refuseForeignFolder(shown)
  const account = chooseAccount(join(shown, 'primary'))
  const base = account === undefined ? ownFolder(shown) : await reachableFolder(shown, account)
  return { shown, base, account }
}

/**
 * Gives what root made in another user's data folder to that user, who could not start the cluster again otherwise.
 *
 * @param base the data folder
 */
export function giveToOwner(base: string): void {
  const { uid, gid } = statSync(base)
  if (process.getuid?.() !== 0 || uid === 0) return
  for (const name of readdirSync(base)) {
    const path = join(base, name)
    if (lstatSync(path).uid === 0) lchownSync(path, uid, gid)
  }
}

/** The places of the primary (index 0) or of a standby. */
export function nodePlace(base: string, index: number): NodePlace {
  const name = index === 0 ? 'primary' : `standby-${String(index)}`
  return {
    name,
    folder: join(base, name),
    logFile: join(base, `${name}.log`),
    title: `kuberocks-${hash(base)}-${name}`,
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

const ownNames = /^(primary|standby-\d+)\b|^(members|origin|cluster\.json)$|^lock-/

/** Refuses a folder with anything in it that is not of a cluster: a home folder, for instance. */
function refuseForeignFolder(shown: string): void {
  if (!statSync(shown, { throwIfNoEntry: false })?.isDirectory()) return
  const foreign = readdirSync(shown).find(name => !ownNames.test(name))
  if (foreign === undefined) return
  throw problem(`${shown} holds something else (${foreign})`, 'choose a folder that is new, empty or a cluster\'s (--data)')
}

/**
 * Makes the folder and those above it, one by one: Node's own `recursive` never ends where a file system answers "no such
 * folder" to the making of one, as /proc does.
 */
function makeFolder(path: string, mode = 0o777): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode })
  }
  catch (error) {
    if (errorCode(error) === 'ENOENT') throw problem(`No folder can be made at ${path}`, 'choose another folder (--data)', error)
    // Another start may have been faster.
    if (errorCode(error) !== 'EEXIST' || !statSync(path).isDirectory()) throw error
  }
}

function ownFolder(shown: string): string {
  makeFolder(shown, 0o700)
  accessSync(shown, constants.R_OK | constants.W_OK | constants.X_OK)
  const owner = statSync(join(shown, 'primary'), { throwIfNoEntry: false })?.uid
  if (owner !== undefined && owner !== process.getuid?.()) {
    throw problem(`The data in ${shown} belongs to user ${String(owner)}`, 'run as that user or choose another folder (--data)')
  }
  return realpathSync(shown)
}

async function reachableFolder(shown: string, account: Account): Promise<string> {
  const found = lstatSync(shown, { throwIfNoEntry: false })
  const path = join(realpathSync(dirname(shown)), basename(shown))
  if (found?.isSymbolicLink()) {
    if (!isLinkOfAnother(path)) return followLink(path, account)
    rmSync(path)
    return relocate(path)
  }
  if (found?.isDirectory() && readdirSync(path).length > 0) {
    if (canEnter(path, account)) return path
    throw unreachable(shown, account)
  }
  if (!canEnter(dirname(path), account)) {
    if (found?.isDirectory()) rmdirSync(path)
    return relocate(path)
  }
  makeFolder(path)
  chmodSync(path, 0o711)
  return path
}

/** Whether the link came with a copied checkout, whose original still uses the data. */
function isLinkOfAnother(link: string): boolean {
  const target = readlinkSync(link)
  if (!target.startsWith(sharedPlace(''))) return false
  const origin = readText(join(target, 'origin'))
  return origin !== '' && origin !== link && realTarget(origin) === realTarget(link)
}

function unreachable(folder: string, account: Account): Error {
  return problem(
    `Postgres refuses to run as root, and ${account.name} cannot enter ${folder}`,
    'open the folders above it (chmod o+x), run as an ordinary user, choose another folder (--data)',
  )
}

function followLink(link: string, account: Account): string {
  const target = readlinkSync(link)
  if (target.startsWith(sharedPlace(''))) {
    // A cleaner of temporary folders may have taken all of it.
    mkdirSync(target, { recursive: true, mode: 0o711 })
    assertOurs(target)
    chmodSync(target, 0o711)
    writeFileSync(join(target, 'origin'), link)
    return target
  }
  const base = realpathSync(link)
  if (canEnter(base, account)) return base
  throw unreachable(base, account)
}

/** Makes the folder below /var/tmp and the link to it. Data found there without a link was given up by its user. */
async function relocate(link: string): Promise<string> {
  await removeAbandoned()
  const target = sharedPlace(hash(link))
  mkdirSync(target, { recursive: true, mode: 0o711 })
  assertOurs(target)
  chmodSync(target, 0o711)
  await withLock(target, async () => {
    if (realTarget(link) === target) return
    if (countMembers(target) === 0) await wipe(target)
    writeFileSync(join(target, 'origin'), link)
    const draft = `${link}.${String(process.pid)}`
    rmSync(draft, { force: true })
    symlinkSync(target, draft)
    renameSync(draft, link)
  })
  return target
}

async function wipe(base: string): Promise<void> {
  const places = Array.from({ length: mostStandbys + 1 }, (_value, index) => nodePlace(base, index))
  await Promise.all(livingNodes(places).map(haltNode))
  // The lock is held, and its tickets must outlive its holder.
  for (const name of readdirSync(base)) if (!name.startsWith('lock-')) rmSync(join(base, name), { recursive: true, force: true })
}

function realTarget(link: string): string | undefined {
  try {
    return realpathSync(link)
  }
  catch {
    return undefined
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
