import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import spdxSatisfies from 'spdx-satisfies'
import { z } from 'zod'
import type { Fault } from '../check-deploy/fault.ts'
import type { Lock, LockedPackage } from './lock-file.ts'
import { lockedPackages } from './lock-file.ts'

const FILE = 'tools/supply/licenses.json'
const rulesSchema = z.strictObject({
  /** By SPDX: https://spdx.org/licenses */
  allowed: z.array(z.string()),
  /** Of single packages; a name may end with `*`. */
  exceptions: z.array(z.strictObject({ package: z.string(), license: z.string(), reason: z.string().min(1) })),
  /** Copied into another package, so that no lock file knows them. */
  vendored: z.array(z.strictObject({ package: z.string(), in: z.string(), license: z.string(), reason: z.string().min(1) })),
})

export type LicenseRules = z.infer<typeof rulesSchema>

/** What the project takes, and what it takes all the same. */
export function readLicenseRules(root: string): LicenseRules {
  return rulesSchema.parse(JSON.parse(readFileSync(resolve(root, FILE), 'utf8')))
}

/** Packages that the site is made of or built by: all that `npm install --omit=dev` may install, on any platform. */
export function productionPackages(lock: Lock): LockedPackage[] {
  return lockedPackages(lock).filter(({ entry }) => !entry.dev)
}

/** The licence of each production package is one that is allowed; an exception that is no longer needed is refused too. */
export function checkLicenses(lock: Lock, { allowed, exceptions, vendored }: LicenseRules): Fault[] {
  const packages = productionPackages(lock)
  const isNamed = (pattern: string, name: string) => pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
  const refused = packages.filter(({ entry: { license } }) => !isAllowed(license, allowed))
  const faults = refused.flatMap(({ place, name, entry: { license } }): Fault[] => {
    const exception = exceptions.find(other => isNamed(other.package, name))
    // Of a package that names none, the exception says what was read.
    if (exception && (license === undefined || license === exception.license)) return []
    return [{ file: 'package-lock.json', field: place, message: license === undefined ? `names no licence; read it, and note it in ${FILE}` : `is under ${license}, which ${FILE} does not allow` }]
  })
  const needless = exceptions.filter(({ package: pattern }) => !refused.some(({ name }) => isNamed(pattern, name)))
    .map(({ package: pattern }): Fault => ({ file: FILE, field: `exceptions ${pattern}`, message: 'is needed by no package any more' }))
  const copies = vendored.flatMap(({ package: name, in: holder, license }): Fault[] => {
    const fault = (message: string): Fault[] => [{ file: FILE, field: `vendored ${name}`, message }]
    if (!packages.some(other => other.name === holder)) return fault(`${holder}, which is to hold it, is not installed`)
    return isAllowed(license, allowed) ? [] : fault(`is under ${license}, which is not allowed`)
  })
  return [...faults, ...needless, ...copies]
}

function isAllowed(license: string | undefined, allowed: readonly string[]): boolean {
  if (license === undefined) return false
  try {
    return spdxSatisfies(license, allowed)
  }
  // `SEE LICENSE IN …` and the like are no expression.
  catch {
    return false
  }
}
