import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { runCommand } from './run-command.ts'

const root = resolve(import.meta.dirname, '../..')
const requirements = resolve(root, 'tools/schemathesis/requirements.txt')
const configuration = resolve(root, 'tools/schemathesis/schemathesis.toml')
const tools = resolve(root, '.tools/schemathesis')
const LEAST_PYTHON = [3, 11] as const

const run = promisify(execFile)

const programIn = (environment: string) => join(environment, 'bin/schemathesis')

/**
 * Installs Schemathesis in the pinned versions, unless it is there.
 *
 * @param environment the folder of its virtual environment
 * @throws one line when there is no Python to run it, or when it cannot be installed
 */
export async function ensureSchemathesis(environment = tools): Promise<void> {
  const wanted = readFileSync(requirements, 'utf8')
  // What was installed, to compare with what is asked for now.
  const stamp = join(environment, 'installed.txt')
  if (existsSync(programIn(environment)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return

  await assertPython()
  console.log(`Installing Schemathesis from PyPI into ${environment}`)
  mkdirSync(environment, { recursive: true })
  await run('python3', ['-m', 'venv', '--clear', environment]).catch((error: unknown) => {
    throw new Error(`python3 cannot make a virtual environment, expected its module venv (Debian: python3-venv): ${lastLine(error)}`)
  })
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '--only-binary', ':all:', '-r', requirements]
  await run(join(environment, 'bin/python'), pip, { maxBuffer: 16 * 1024 * 1024 }).catch((error: unknown) => {
    throw new Error(`pip cannot install Schemathesis: ${lastLine(error)}`)
  })
  writeFileSync(stamp, wanted)
}

async function assertPython(): Promise<void> {
  const expected = `python3 ${LEAST_PYTHON.join('.')} or newer is needed for Schemathesis`
  const { stdout } = await run('python3', ['-c', 'import sys; print(*sys.version_info[:2])']).catch(() => {
    throw new Error(`${expected}, there is no python3`)
  })
  const [major = 0, minor = 0] = stdout.trim().split(' ').map(Number)
  const [leastMajor, leastMinor] = LEAST_PYTHON
  if (major !== leastMajor || minor < leastMinor) throw new Error(`${expected}, python3 is ${major}.${minor}`)
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
  return text.trim().split('\n').at(-1) ?? ''
}

/**
 * Asks the site everything that the contract allows, much that it does not, and compares the answers with it.
 *
 * @returns whether nothing was found; what was found is printed
 */
export async function runSchemathesis(siteUrl: string, seed: number): Promise<boolean> {
  return runCommand(programIn(tools), [
    '--no-color', '--config-file', configuration,
    'run', `${siteUrl}/api/openapi.json`, '--checks', 'all', '--seed', String(seed),
    // Unless it is asked for, the operation that the document came from is left out.
    '--include-path-regex', '^/',
    // Beside its own files, where it leaves notes of what it did.
  ], { cwd: tools, env: { PYTHONDONTWRITEBYTECODE: '1' } })
}
