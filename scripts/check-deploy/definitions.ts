import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { lastLine, runProgram } from './run-program.ts'

const root = resolve(import.meta.dirname, '../..')
const pinnedSchema = z.array(z.strictObject({ module: z.string(), version: z.string(), sum: z.string(), path: z.string() }))
const downloadSchema = z.looseObject({ Dir: z.string(), Sum: z.string() })

/**
 * Custom resource definitions as their projects publish them: parts of Go modules, each pinned by version and checksum in
 * tools/manifests/definitions.json.
 *
 * @returns files and folders of definitions
 * @throws one line, when one cannot be had or is another one than was pinned
 */
export async function fetchDefinitions(): Promise<string[]> {
  const pinned = pinnedSchema.parse(JSON.parse(readFileSync(resolve(root, 'tools/manifests/definitions.json'), 'utf8')))
  const places: string[] = []
  // One at a time: Go locks its cache anyway.
  for (const { module, version, sum, path } of pinned) {
    // Outside of any module, so that it is downloaded and nothing else.
    const result = await runProgram('go', ['mod', 'download', '-json', `${module}@${version}`], { cwd: '/', environment: { GOFLAGS: '-mod=mod' } })
    if (!result) throw new Error('Go 1.26 or newer is needed, to fetch definitions of custom resources with: https://go.dev/dl')
    if (result.code !== 0) throw new Error(`${module} ${version} could not be fetched: ${lastLine(result)}`)
    const { Dir, Sum } = downloadSchema.parse(JSON.parse(result.stdout))
    if (Sum !== sum) throw new Error(`${module} ${version} is another one than was pinned: ${Sum}, expected ${sum}`)
    places.push(resolve(Dir, path))
  }
  return places
}
