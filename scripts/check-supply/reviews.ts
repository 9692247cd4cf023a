import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { Fault } from '../check-deploy/fault.ts'
import { lastLine, runProgram } from '../check-deploy/run-program.ts'
import type { Manifest } from './lock-file.ts'

const FILE = 'tools/supply/reviews.json'
const reviewSchema = z.strictObject({
  /** What it is here for. */
  why: z.string().min(1),
  version: z.string(),
  /** The day of that version. */
  released: z.iso.date(),
  /** Where its source is. */
  home: z.string(),
})
const reviewsSchema = z.strictObject({ packages: z.record(z.string(), reviewSchema), overrides: z.record(z.string(), z.string().min(1)) })

export type Reviews = z.infer<typeof reviewsSchema>

/** What was found out of each direct dependency, and why some others are held to a version. */
export function readReviews(root: string): Reviews {
  return reviewsSchema.parse(JSON.parse(readFileSync(resolve(root, FILE), 'utf8')))
}

/** Every direct dependency with its version. */
export function directDependencies({ dependencies, optionalDependencies, devDependencies }: Manifest): Map<string, string> {
  return new Map(Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies }))
}

/** Each direct dependency was looked at in the version that is installed, and nothing else was. */
export function checkReviews(manifest: Manifest, { packages, overrides }: Reviews): Fault[] {
  const direct = directDependencies(manifest)
  const fault = (field: string, message: string): Fault => ({ file: FILE, field, message })
  return [
    ...[...direct].flatMap(([name, version]) => {
      const review = packages[name]
      if (!review) return [fault(name, 'nobody has written why it is here')]
      return review.version === version ? [] : [fault(name, `tells of ${review.version}, and ${version} is installed: npm run check:supply -- --write`)]
    }),
    ...Object.keys(packages).filter(name => !direct.has(name)).map(name => fault(name, 'is no direct dependency any more')),
    ...Object.keys(manifest.overrides).filter(name => !overrides[name]).map(name => fault(`overrides ${name}`, 'nobody has written why')),
    ...Object.keys(overrides).filter(name => !(name in manifest.overrides)).map(name => fault(`overrides ${name}`, 'package.json overrides no such package')),
  ]
}

/**
 * Asks the registry when each version was released, where that is not known yet, and the installed package for its home.
 *
 * @throws one line, when a new dependency has no reason yet or the registry does not answer
 */
export async function refreshReviews(root: string, manifest: Manifest): Promise<void> {
  const { packages, overrides } = readReviews(root)
  const refreshed: Reviews['packages'] = {}
  for (const [name, version] of [...directDependencies(manifest)].sort(([one], [other]) => one.localeCompare(other))) {
    const known = packages[name]
    if (!known) throw new Error(`${FILE}: write why ${name} is here: "${name}": { "why": "…", "version": "", "released": "2000-01-01", "home": "" }`)
    refreshed[name] = known.version === version ? known : { ...known, version, released: await releaseDay(root, name, version), home: homeOf(root, name) ?? known.home }
  }
  writeFileSync(resolve(root, FILE), `${JSON.stringify({ packages: refreshed, overrides }, null, 2)}\n`)
}

async function releaseDay(root: string, name: string, version: string): Promise<string> {
  const result = await runProgram('npm', ['view', name, 'time', '--json'], { cwd: root })
  if (!result || result.code !== 0) throw new Error(`The registry does not tell when ${name} ${version} was released: ${result ? lastLine(result) : 'there is no npm'}`)
  const day = z.record(z.string(), z.string()).parse(JSON.parse(result.stdout))[version]?.slice(0, 10)
  if (day === undefined) throw new Error(`The registry knows no ${name} ${version}`)
  return day
}

/** `github.com/nuxt/nuxt`; undefined: the package does not say, or is not for this platform. */
function homeOf(root: string, name: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(resolve(root, 'node_modules', name, 'package.json'), 'utf8'))
    const { repository } = z.looseObject({ repository: z.union([z.string(), z.looseObject({ url: z.string() })]) }).parse(manifest)
    const address = typeof repository === 'string' ? repository : repository.url
    return address.replace(/^(?:git\+)?(?:\w+:\/\/)?(?:git@)?/, '').replace(/\.git$/, '').replace(/^github:|^github\.com:/, 'github.com/').replace(/^(?![\w-]+\.[a-z]+\/)/, 'github.com/')
  }
  catch {
    return undefined
  }
}
