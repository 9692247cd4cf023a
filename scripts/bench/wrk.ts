import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { Measurement } from './load.ts'
import { CONNECTIONS } from './load.ts'
import { defaultSearch, fetchDebianPackages } from '../debian-packages.ts'

const run = promisify(execFile)

const reportSchema = z.object({
  requests: z.number().positive(), microseconds: z.number().positive(), failed: z.number(), p50: z.number(), p95: z.number(), p99: z.number(),
})

/**
 * wrk: the one on PATH, or Debian's package, unpacked.
 *
 * @returns measures a target's first request with it
 * @throws one line that says what to install
 */
export async function ensureWrk(): Promise<Measurement> {
  const onPath = await run('wrk', ['--version']).then(() => true, (error: unknown) => !isMissing(error))
  if (onPath) return measureWith('wrk', process.env)
  const folder = await fetchDebianPackages('wrk', ['wrk', 'libluajit-5.1-2', 'libssl3'], defaultSearch).catch((error: unknown) => {
    throw new Error('wrk is needed on PATH: it is no Debian package that apt-get can download here', { cause: error })
  })
  const libraries = ['x86_64', 'aarch64'].map(architecture => resolve(folder, `usr/lib/${architecture}-linux-gnu`)).join(':')
  return measureWith(resolve(folder, 'usr/bin/wrk'), { ...process.env, LD_LIBRARY_PATH: libraries })
}

/** `wrk --version` ends with 1. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function measureWith(program: string, env: NodeJS.ProcessEnv): Measurement {
  return async ({ name, url, requests: [request] }, seconds) => {
    if (!request) throw new Error(`${name}: there is no request to repeat`)
    const headers = Object.entries(request.headers ?? {}).flatMap(([field, value]) => ['--header', `${field}: ${value}`])
    const settings = ['--threads', '1', '--connections', String(CONNECTIONS), '--duration', `${seconds}s`, '--script', resolve(import.meta.dirname, 'wrk.lua')]
    const { stdout } = await run(program, [...settings, ...headers, url.replace(/\/$/, '') + request.path], { env })
    const { requests, microseconds, failed, p50, p95, p99 } = reportSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''))
    if (failed > 0) throw new Error(`${name}: ${failed} of ${requests} requests failed`)
    return { requestsPerSecond: requests * 1e6 / microseconds, p50: p50 / 1_000, p95: p95 / 1_000, p99: p99 / 1_000 }
  }
}
