import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, renameSync } from 'node:fs'
import { constants } from 'node:os'
import { resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { errorCode } from '../local-cluster/errors.ts'

const root = resolve(import.meta.dirname, '../..')
const moduleFolder = resolve(root, 'tools/k6')
const run = promisify(execFile)

export interface K6Search {
  /** Folders to look for `k6` and `go` in, as `PATH` has them. */
  path: string
  /** Where a k6 is kept that was built here. */
  toolsFolder: string
}

/** The version that `tools/k6/go.mod` pins, such as `v2.2.0`. */
export function pinnedVersion(): string {
  const version = /^\s*go\.k6\.io\/k6\/v2 (v\S+)/m.exec(readFileSync(resolve(moduleFolder, 'go.mod'), 'utf8'))?.[1]
  if (version === undefined) throw new Error('tools/k6/go.mod requires no go.k6.io/k6/v2')
  return version
}

/**
 * A k6 of exactly the pinned version: the one on PATH, the one built before, or one built now, which takes some minutes.
 *
 * @param onStep told of the build
 * @returns the program to start
 * @throws one line that says what to install
 */
export async function ensureK6(onStep: (line: string) => void, search: K6Search = { path: process.env.PATH ?? '', toolsFolder: resolve(root, '.tools') }): Promise<string> {
  const version = pinnedVersion()
  const environment = { ...process.env, PATH: search.path }
  const built = resolve(search.toolsFolder, `k6-${version}`)
  const onPath = await versionOf('k6', environment)
  if (onPath === version) return 'k6'
  if (await versionOf(built, environment) === version) return built

  onStep(`${onPath === undefined ? 'there is no k6' : `k6 on PATH is ${onPath}`}, building ${version} with Go, which takes some minutes once`)
  mkdirSync(search.toolsFolder, { recursive: true })
  const unfinished = `${built}.${process.pid}`
  await run('go', ['build', '-trimpath', '-o', unfinished, 'go.k6.io/k6/v2'], { cwd: moduleFolder, env: environment, maxBuffer: 64 * 1024 * 1024 })
    .catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') throw new Error(`k6 ${version} is needed: install it, or Go 1.25 or newer to build it with`)
      throw new Error(`k6 ${version} could not be built: ${lastLine(error)}`)
    })
  renameSync(unfinished, built)
  return built
}

/** What `k6 version` says; undefined when there is no such program. */
async function versionOf(program: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  return await run(program, ['version'], { env: environment })
    .then(({ stdout }) => /^\S+ (v\S+)/.exec(stdout)?.[1], () => undefined)
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
  return text.trim().split('\n').at(-1) ?? 'no output'
}

/** A run of k6 that is under way. */
export interface K6Run {
  /** k6's exit code: 0, 99 when a threshold failed, 105 when it was interrupted, … */
  readonly exited: Promise<number>
  /** Asks it to end the iterations and to report. */
  interrupt: () => void
}

/**
 * Starts k6 with its output on this terminal.
 *
 * @param environment variables beside this process's own
 */
export function startK6(program: string, args: readonly string[], environment: Readonly<Record<string, string>>): K6Run {
  const child = spawn(program, args, {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
    // Its own process group: the terminal's Ctrl-C reaches the launcher, which passes one on. A second one makes k6 give up at once.
    detached: true,
  })
  const exited = once(child, 'exit').then(([code, signal]: unknown[]) => typeof code === 'number' ? code : 128 + signalNumber(signal))
  return { exited, interrupt: () => child.kill('SIGINT') }
}

function signalNumber(signal: unknown): number {
  return Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0
}
