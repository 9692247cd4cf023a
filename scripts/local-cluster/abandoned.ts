import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, sep } from 'node:path'
import { acquireSync } from './lock.ts'
import { countMembers } from './membership.ts'
import { assertOurs, sharedPlace } from './run-as.ts'

/**
 * Removes the folders below /var/tmp whose links lay in the folder for temporary files and are gone: tests and trials delete
 * their own folder and know nothing of this one. Others are left alone, for a link elsewhere may be on a disk that is not mounted.
 */
export async function removeAbandoned(): Promise<void> {
  const place = dirname(sharedPlace(''))
  const prefix = basename(sharedPlace(''))
  const temporary = realpathSync(tmpdir()) + sep
  for (const name of readdirSync(place)) {
    const folder = join(place, name)
    const origin = name.startsWith(prefix) ? readOrigin(folder) : ''
    if (!origin.startsWith(temporary) || existsSync(dirname(origin))) continue
    assertOurs(folder)
    if (countMembers(folder) === 0 && acquireSync(folder, 0)) await rm(folder, { recursive: true, force: true })
  }
}

function readOrigin(folder: string): string {
  try {
    return readFileSync(join(folder, 'origin'), 'utf8')
  }
  catch {
    return ''
  }
}
