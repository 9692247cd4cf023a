import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { withLock } from '../../scripts/local-cluster/lock.ts'
import type { SiteProcess } from '../../scripts/site-process.ts'
import { startSite } from '../../scripts/site-process.ts'

const root = resolve(import.meta.dirname, '../..')
const program = resolve(root, '.output-test/server/index.mjs')
const stamp = resolve(root, '.output-test/sources.sha256')
/** What a build is made of; what it is not made of costs a needless build at worst. */
const sources = ['*.{vue,ts,json}', '{assets,components,composables,modules,pages,public,server,shared}/**/*', 'tests/support/routes/**/*']

/** The secret of sites that tests start, for tokens of a test's own making. */
export const testSecret = 'the secret of tests, which is long enough'

/** By content, not by age: a fresh checkout has new files with old contents. */
function hashSources(): string {
  const hash = createHash('sha256')
  const files = globSync(sources, { cwd: root, withFileTypes: true }).filter(entry => entry.isFile())
  for (const path of files.map(entry => resolve(entry.parentPath, entry.name)).sort()) hash.update(path).update('\0').update(readFileSync(path))
  return hash.digest('hex')
}

let built: Promise<string> | undefined

/**
 * Builds the site with the routes of `tests/support/routes` into `.output-test`, unless that build is there already.
 *
 * @returns the server to start
 * @throws with the build's own output when it fails
 */
export function buildTestSite(): Promise<string> {
  // Once for each test file: its sites go on running from that build.
  return built ??= build()
}

async function build(): Promise<string> {
  const lock = resolve(root, '.data/test-site')
  mkdirSync(lock, { recursive: true })
  return await withLock(lock, async () => {
    // Before the build: what changes meanwhile may not be in it.
    const hash = hashSources()
    if (existsSync(program) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return program
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NODE_ENV|TEST|VITEST.*)$/.test(name)))
    const failure = await promisify(execFile)(process.execPath, [resolve(import.meta.dirname, 'test-site-build.ts')], { cwd: root, env: environment, maxBuffer: 64 * 1024 * 1024 })
      .then(() => undefined, (error: { stdout: string, stderr: string }) => error)
    if (failure) throw new Error(`The build failed:\n${failure.stdout}${failure.stderr}`)
    writeFileSync(stamp, hash)
    return program
  })
}

/** Starts that build, building it first where it must be. Its routes need `createNotes`. */
export async function startTestRoutes(cluster: { primaryUrl: string, readUrl?: string }, port: number): Promise<SiteProcess> {
  return await startSite({ cluster, port, program: await buildTestSite(), environment: { NUXT_SESSION_SECRET: testSecret } })
}

/** Makes the table that the routes write to. */
export async function createNotes(primaryUrl: string): Promise<void> {
  const sql = postgres(primaryUrl, { max: 1 })
  await sql`create table test_notes (visitor text primary key, value int not null)`
  await sql.end()
}
