import { resolve } from 'node:path'
import process from 'node:process'
import { z } from 'zod'
import type { Fault } from '../check-deploy/fault.ts'
import { lastLine, runProgram } from '../check-deploy/run-program.ts'
import type { PackageSearch } from '../debian-packages.ts'
import { defaultSearch, fetchDebianPackages } from '../debian-packages.ts'
import type { PipelineTree } from './tree.ts'

const commentsSchema = z.object({ comments: z.array(z.object({ file: z.string(), line: z.number(), code: z.number(), message: z.string() })) })

/**
 * Holds the scripts of the tasks to ShellCheck.
 *
 * @param root of the files
 * @throws one line when there is no ShellCheck and none can be fetched
 */
export async function checkScripts({ texts }: PipelineTree, { root, onStep }: { root: string, onStep: (line: string) => void }): Promise<Fault[]> {
  const program = await ensureShellcheck(onStep)
  const files = [...texts.keys()].filter(file => file.endsWith('.sh'))
  const result = await runProgram(program, ['--norc', '--format', 'json1', ...files], { cwd: root })
  // 1: it has found something.
  if (!result || result.code > 1) throw new Error(`ShellCheck could not judge the scripts: ${result ? lastLine(result) : 'it cannot be started'}`)
  return commentsSchema.parse(JSON.parse(result.stdout)).comments.map(({ file, line, code, message }) => ({ file, field: `line ${line}`, message: `${message} (SC${code})` }))
}

/**
 * A ShellCheck: the one on PATH, the one fetched before, or Debian's package.
 *
 * @returns the program to start
 * @throws one line that says what to install
 */
export async function ensureShellcheck(onStep: (line: string) => void, search: PackageSearch = defaultSearch): Promise<string> {
  const fetched = resolve(search.toolsFolder, 'shellcheck/usr/bin/shellcheck')
  for (const program of ['shellcheck', fetched]) {
    if ((await runProgram(program, ['--version'], { cwd: process.cwd(), environment: { PATH: search.path } }))?.code === 0) return program
  }
  onStep('there is no ShellCheck, fetching Debian\'s package')
  await fetchDebianPackages('shellcheck', ['shellcheck'], search).catch((error: unknown) => {
    throw new Error('ShellCheck is needed on PATH: it is no Debian package that apt-get can download here', { cause: error })
  })
  return fetched
}
