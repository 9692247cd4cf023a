import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { lastLine, runProgram } from './run-program.ts'

const root = resolve(import.meta.dirname, '../..')

/** A program that Go builds out of a folder of tools/. */
export interface GoProgram {
  /** `manifests`, of tools/manifests. */
  folder: string
  /** What it is kept as, where the folder has several. */
  name?: string
  /** `.`, or the package of a module that go.mod names. */
  source: string
  /** For people: `the API server's validation`. */
  purpose: string
}

/**
 * The program, built from the modules that its go.sum names; the one that was built before, while nothing of it has changed.
 *
 * @param onStep told of the build
 * @throws one line that says what to install, or why it was not built
 */
export async function ensureGoProgram({ folder, name = folder, source, purpose }: GoProgram, onStep: (line: string) => void): Promise<string> {
  const cwd = resolve(root, 'tools', folder)
  const hash = createHash('sha256')
  for (const file of globSync('{*.go,go.mod,go.sum}', { cwd }).sort()) hash.update(file).update(readFileSync(resolve(cwd, file)))
  const built = resolve(root, '.tools', `${name}-${hash.digest('hex').slice(0, 12)}`)
  if (existsSync(built)) return built

  onStep(`building ${purpose} with Go, which takes some minutes once`)
  mkdirSync(resolve(root, '.tools'), { recursive: true })
  const unfinished = `${built}.${process.pid}`
  const result = await runProgram('go', ['build', '-trimpath', '-o', unfinished, source], { cwd })
  if (!result) throw new Error(`Go 1.26 or newer is needed, to build ${purpose} with: https://go.dev/dl`)
  if (result.code !== 0) throw new Error(`tools/${folder} could not be built: ${lastLine(result)}`)
  renameSync(unfinished, built)
  return built
}
