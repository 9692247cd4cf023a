import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { lastLine, runProgram } from './check-deploy/run-program.ts'

const root = resolve(import.meta.dirname, '..')

/** A program that is built here. */
export interface GoProgram {
  /** What it is kept as, below `.tools`. */
  name: string
  /** The module that names and pins what it is built of, such as `tools/manifests`. */
  module: string
  /** The package, `.` being the module's own. */
  package: string
  /** For people: what it is, as in "building …". */
  title: string
}

/**
 * Builds a program from the modules that its go.sum names; takes the one that was built before, while nothing of its module has changed.
 *
 * @param onStep told of the build
 * @param environment of Go, beside this process's own
 * @returns the program to start
 * @throws one line that says what to install, or why it was not built
 */
export async function ensureGoProgram({ name, module, package: path, title }: GoProgram, onStep: (line: string) => void, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = resolve(root, module)
  const hash = createHash('sha256')
  for (const file of globSync('{*.go,go.mod,go.sum}', { cwd: folder }).sort()) hash.update(file).update(readFileSync(resolve(folder, file)))
  const built = resolve(root, '.tools', `${name}-${hash.digest('hex').slice(0, 12)}`)
  if (existsSync(built)) return built

  onStep(`building ${title} with Go, which takes some minutes once`)
  mkdirSync(resolve(root, '.tools'), { recursive: true })
  const unfinished = `${built}.${process.pid}`
  const result = await runProgram('go', ['build', '-trimpath', '-o', unfinished, path], { cwd: folder, environment })
  if (!result) throw new Error(`Go 1.26 or newer is needed, to build ${title} with: https://go.dev/dl`)
  if (result.code !== 0) throw new Error(`${module} could not be built: ${lastLine(result)}`)
  renameSync(unfinished, built)
  return built
}
