import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Fault } from '../check-deploy/fault.ts'
import { ensureGoProgram } from '../check-deploy/go-program.ts'
import { lastLine, runProgram } from '../check-deploy/run-program.ts'
import { readDocument } from './documents.ts'
import type { PipelineTree } from './tree.ts'
import { textOf } from './tree.ts'
import { EXAMPLE } from './vars.ts'

const folder = 'concourse'

/**
 * fly, built unless it is there.
 *
 * @throws one line that says what to install, or why it was not built
 */
export async function ensureFly(onStep: (line: string) => void): Promise<string> {
  return await ensureGoProgram({ folder, name: 'fly', source: 'github.com/concourse/concourse/fly', purpose: 'fly' }, onStep)
}

/** The program of tools/concourse, likewise. */
export async function ensureTaskJudge(onStep: (line: string) => void): Promise<string> {
  return await ensureGoProgram({ folder, name: 'concourse-tasks', source: '.', purpose: 'Concourse\'s reading of tasks' }, onStep)
}

/**
 * Holds pipelines to fly's own rules, and tasks to those by which Concourse reads them.
 *
 * @param root of the files
 * @throws one line when Go is missing, or the programs cannot be built
 */
export async function checkByConcourse(tree: PipelineTree, { root, onStep }: { root: string, onStep: (line: string) => void }): Promise<Fault[]> {
  const [fly, judge] = [await ensureFly(onStep), await ensureTaskJudge(onStep)]
  const files = (folder: string) => [...tree.texts.keys()].filter(file => file.startsWith(folder) && file.endsWith('.yaml'))

  const faults: Fault[] = []
  for (const file of files('concourse/pipelines/')) {
    const found = await validate(fly, file, root)
    // fly formats what it can read.
    faults.push(...found.length > 0 ? found : await compareFormatted(fly, file, textOf(tree, file), root))
  }
  const judged = await run(judge, files('concourse/tasks/'), root)
  if (judged.code > 1) throw new Error(`The tasks could not be judged: ${lastLine(judged)}`)
  for (const line of judged.stdout.trim().split('\n').filter(Boolean)) {
    const [file = '', ...message] = line.split(': ')
    faults.push({ file, field: 'task', message: message.join(': ') })
  }
  return faults
}

/** As it stands, and with the example's values in it. */
async function validate(fly: string, file: string, root: string): Promise<Fault[]> {
  for (const values of [[], ['--load-vars-from', EXAMPLE]]) {
    const result = await run(fly, ['validate-pipeline', '--strict', '--config', file, ...values], root)
    if (result.code !== 0) return [{ file, field: 'fly validate-pipeline', message: `${result.stdout}\n${result.stderr}`.split('\n').map(line => line.trim()).filter(Boolean).join(' ') }]
  }
  return []
}

/**
 * What fly writes is what it has understood: all that stands in the file must be there again. Not letter by letter, since fly drops comments
 * and orders by the alphabet.
 */
async function compareFormatted(fly: string, file: string, text: string, root: string): Promise<Fault[]> {
  const result = await run(fly, ['format-pipeline', '--config', file], root)
  if (result.code !== 0) return [{ file, field: 'fly format-pipeline', message: lastLine(result) }]
  const [written, understood] = [readDocument(file, text, z.unknown()), z.unknown().parse(parse(result.stdout))]
  return differences(written, understood).map(field => ({ file, field, message: 'fly does not know it, or writes it in another way' }))
}

function differences(written: unknown, understood: unknown, place = ''): string[] {
  if (isDeepStrictEqual(written, understood)) return []
  if (!isBranch(written) || !isBranch(understood)) return [place]
  const [one, other] = [new Map(Object.entries(written)), new Map(Object.entries(understood))]
  return [...new Set([...one.keys(), ...other.keys()])].flatMap(key => differences(one.get(key), other.get(key), place === '' ? key : `${place}.${key}`))
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

async function run(program: string, args: readonly string[], cwd: string) {
  const result = await runProgram(program, args, { cwd: resolve(cwd) })
  if (!result) throw new Error(`${program} cannot be started`)
  return result
}
