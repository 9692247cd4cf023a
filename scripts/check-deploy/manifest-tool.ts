import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { lastLine, runProgram } from './run-program.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = resolve(root, 'tools/manifests')

/**
 * The program of tools/manifests, built from the modules that its go.sum names; the one that was built before, while nothing of it has changed.
 *
 * @param onStep told of the build
 * @param environment of Go, beside this process's own
 * @throws one line that says what to install, or why it was not built
 */
export async function ensureManifestTool(onStep: (line: string) => void, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const sources = globSync('{*.go,go.mod,go.sum}', { cwd: folder }).sort()
  const hash = createHash('sha256')
  for (const file of sources) hash.update(file).update(readFileSync(resolve(folder, file)))
  const built = resolve(root, '.tools', `manifests-${hash.digest('hex').slice(0, 12)}`)
  if (existsSync(built)) return built

  onStep('building the API server\'s validation with Go, which takes some minutes once')
  mkdirSync(resolve(root, '.tools'), { recursive: true })
  const unfinished = `${built}.${process.pid}`
  const result = await runProgram('go', ['build', '-trimpath', '-o', unfinished, '.'], { cwd: folder, environment })
  if (!result) throw new Error('Go 1.26 or newer is needed, to build the API server\'s validation with: https://go.dev/dl')
  if (result.code !== 0) throw new Error(`tools/manifests could not be built: ${lastLine(result)}`)
  renameSync(unfinished, built)
  return built
}
