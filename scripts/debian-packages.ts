import { execFile } from 'node:child_process'
import { existsSync, globSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Where to look, and where to keep what is fetched. */
export interface PackageSearch {
  /** Folders to look for programs in, as `PATH` has them. */
  path: string
  toolsFolder: string
}

export const defaultSearch: PackageSearch = { path: process.env.PATH ?? '', toolsFolder: resolve(import.meta.dirname, '../.tools') }

/**
 * Unpacks Debian packages into a folder of their own, unless they are there: no service is installed or started.
 *
 * @param name the folder's
 * @param packages all that is needed and may be missing on a machine, libraries too
 * @returns the folder, with `usr/bin` and so on in it
 * @throws when they cannot be downloaded here
 */
export async function fetchDebianPackages(name: string, packages: readonly string[], { path, toolsFolder }: PackageSearch): Promise<string> {
  const folder = resolve(toolsFolder, name)
  if (existsSync(folder)) return folder
  const env = { ...process.env, PATH: path }
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  try {
    const download = () => run('apt-get', ['download', ...packages], { cwd: unfinished, env })
    // A fresh machine has no lists of packages yet.
    await download().catch(async () => {
      await run('apt-get', ['update'], { env })
      await download()
    })
    for (const packed of globSync('*.deb', { cwd: unfinished })) {
      await run('dpkg-deb', ['-x', packed, '.'], { cwd: unfinished, env })
      rmSync(resolve(unfinished, packed))
    }
    if (!existsSync(folder)) renameSync(unfinished, folder)
    return folder
  }
  finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}
