import { cp, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import process from 'node:process'
import type { ProgramResult } from '../../../scripts/check-deploy/run-program.ts'
import { runProgram } from '../../../scripts/check-deploy/run-program.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'

const project = resolve(import.meta.dirname, '../../..')

/** A copy of some of the project's files, to be spoilt and judged; gone when the test is finished. */
export interface ProjectCopy {
  readonly root: string
  /** Writes something else wherever `from` is in the file. @throws when it is not in it */
  edit: (file: string, from: string, to: string) => Promise<void>
  /** Has the copy judged by one of the project's scripts, given `--root` beside the arguments. */
  check: (script: string, args?: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<ProgramResult>
}

/** @param paths files and folders of the project */
export async function copyProject(paths: readonly string[]): Promise<ProjectCopy> {
  const root = await makeTemporaryFolder()
  for (const path of paths) await cp(resolve(project, path), join(root, path), { recursive: true })
  return {
    root,
    async edit(file, from, to) {
      const text = await readFile(join(root, file), 'utf8')
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
      await writeFile(join(root, file), text.replaceAll(from, to))
    },
    async check(script, args = [], environment = {}) {
      const result = await runProgram(process.execPath, [resolve(project, script), ...args, '--root', root], { cwd: root, environment })
      if (!result) throw new Error('there is no node')
      return result
    },
  }
}
