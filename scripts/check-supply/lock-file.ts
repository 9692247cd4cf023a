import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { Fault } from '../check-deploy/fault.ts'

const versions = z.record(z.string(), z.string())
const entrySchema = z.looseObject({
  version: z.string().optional(),
  license: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  /** Only needed by what is needed in development. */
  dev: z.boolean().default(false),
  /** Comes inside of another package's archive, which has the checksum. */
  inBundle: z.boolean().default(false),
  hasInstallScript: z.boolean().default(false),
  dependencies: versions.default({}),
  optionalDependencies: versions.default({}),
  peerDependencies: versions.default({}),
})
const lockSchema = z.looseObject({ lockfileVersion: z.literal(3), packages: z.record(z.string(), entrySchema) })
const manifestSchema = z.looseObject({
  dependencies: versions.default({}),
  devDependencies: versions.default({}),
  optionalDependencies: versions.default({}),
  overrides: z.record(z.string(), z.unknown()).default({}),
  allowScripts: z.record(z.string(), z.boolean()).default({}),
})

export type Lock = z.infer<typeof lockSchema>
export type Manifest = z.infer<typeof manifestSchema>

/** A package of the lock file. */
export interface LockedPackage {
  /** `node_modules/a/node_modules/b` */
  place: string
  name: string
  entry: z.infer<typeof entrySchema>
}

/** package.json and package-lock.json of a folder, as far as they are looked at. */
export function readPackages(root: string): { manifest: Manifest, lock: Lock } {
  const read = (file: string): unknown => JSON.parse(readFileSync(resolve(root, file), 'utf8'))
  return { manifest: manifestSchema.parse(read('package.json')), lock: lockSchema.parse(read('package-lock.json')) }
}

/** Every package of the lock file but the project itself. */
export function lockedPackages({ packages }: Lock): LockedPackage[] {
  return Object.entries(packages).filter(([place]) => place !== '').map(([place, entry]) => ({ place, name: place.split('node_modules/').at(-1) ?? place, entry }))
}

/** Whether each package is one that a registry serves, unchanged, and runs nothing on installation that nobody allowed. */
export function checkLock({ manifest, lock }: { manifest: Manifest, lock: Lock }): Fault[] {
  const packages = lockedPackages(lock)
  const faults = packages.flatMap(({ place, name, entry }) => {
    const fault = (message: string): Fault => ({ file: 'package-lock.json', field: place, message })
    return [
      ...(entry.resolved === undefined ? [] : [fault(`comes from ${entry.resolved}, expected no address: whoever installs has a registry`)]),
      ...(entry.integrity === undefined && !entry.inBundle ? [fault('has no integrity, by which a changed archive would be noticed')] : []),
      ...(entry.hasInstallScript && manifest.allowScripts[name] === undefined ? [fault('runs a script on installation; allow or forbid it in allowScripts of package.json')] : []),
      ...otherSources(entry).map(([dependency, source]) => fault(`takes ${dependency} from ${source}, expected a version that a registry has`)),
    ]
  })
  const own = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
  const inexact = Object.entries(own).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]): Fault => ({ file: 'package.json', field: name, message: `"${version}" is no exact version` }))
  const forNobody = Object.keys(manifest.allowScripts).filter(name => !packages.some(other => other.name === name && other.entry.hasInstallScript))
    .map((name): Fault => ({ file: 'package.json', field: `allowScripts ${name}`, message: 'no such package has a script that runs on installation' }))
  return [...faults, ...inexact, ...forNobody]
}

/** Dependencies that no registry would be asked for: Git, archives, folders. */
function otherSources({ dependencies, optionalDependencies }: LockedPackage['entry']): [string, string][] {
  return Object.entries({ ...dependencies, ...optionalDependencies }).filter(([, wanted]) => /^(?:git|https?|file|link|github|bitbucket|gitlab)\b.*[:/]/.test(wanted))
}
