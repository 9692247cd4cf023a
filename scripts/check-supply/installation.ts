import { globSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import type { Fault } from '../check-deploy/fault.ts'
import { lastLine, runProgram } from '../check-deploy/run-program.ts'
import type { Answer } from './answer.ts'

/** Whether package.json and package-lock.json say the same, and every package gets what it asks for. */
export async function checkInStep(root: string): Promise<Fault[]> {
  const result = await runProgram('npm', ['ls', '--all', '--package-lock-only', '--json'], { cwd: root })
  if (!result) throw new Error('npm is not on PATH')
  const { problems } = z.looseObject({ problems: z.array(z.string()).default([]) }).parse(JSON.parse(result.stdout))
  return problems.map(message => ({ file: 'package-lock.json', field: 'packages', message: message.replaceAll(`${root}/`, '') }))
}

/** Modules of Go are as the checksums of go.sum say, in each folder of tools/ that has some. */
export async function checkGoModules(root: string): Promise<Fault[]> {
  const faults: Fault[] = []
  for (const file of globSync('tools/*/go.mod', { cwd: root }).sort()) {
    const cwd = resolve(root, dirname(file))
    // Listing brings what the programs are built of; `mod download` would bring every version that was ever thought of.
    for (const args of [['list', 'all'], ['mod', 'verify']]) {
      const result = await runProgram('go', args, { cwd })
      if (!result) throw new Error('Go 1.26 or newer is needed, to verify the modules of tools/: https://go.dev/dl')
      if (result.code === 0) continue
      const reason = result.stderr.split('\n').find(line => !line.startsWith('go: downloading')) ?? lastLine(result)
      faults.push({ file, field: 'require', message: reason.trim() })
      break
    }
  }
  return faults
}

const signaturesSchema = z.looseObject({
  invalid: z.array(z.looseObject({ name: z.string(), version: z.string() })),
  missing: z.array(z.looseObject({ name: z.string(), version: z.string() })),
})
const errorSchema = z.looseObject({ error: z.looseObject({ summary: z.string() }) })

/** Packages that are installed here and whose signature is wrong or missing, by `npm audit signatures`. */
export async function askSignatures(root: string): Promise<Answer<Fault[]>> {
  // It would ask again for more than a minute.
  const environment = { npm_config_fetch_retries: '0', npm_config_fetch_timeout: '20000' }
  const result = await runProgram('npm', ['audit', 'signatures', '--json'], { cwd: root, environment })
  if (!result) throw new Error('npm is not on PATH')
  const printed: unknown = JSON.parse(result.stdout || '{}')
  const answer = signaturesSchema.safeParse(printed)
  if (!answer.success) return { unanswered: errorSchema.safeParse(printed).data?.error.summary ?? lastLine(result) }
  const fault = (message: string) => ({ name, version }: { name: string, version: string }): Fault => ({ file: 'node_modules', field: `${name}@${version}`, message })
  return { value: [...answer.data.invalid.map(fault('its signature is not the registry\'s')), ...answer.data.missing.map(fault('has no signature, and others of its registry do'))] }
}
