import { execFile } from 'node:child_process'
import { constants } from 'node:os'

/** What a program printed, and how it ended; undefined: there is no such program. */
export interface ProgramResult { code: number, stdout: string, stderr: string }

/** Runs a program to its end. */
export async function runProgram(program: string, args: readonly string[], options: { cwd: string, environment?: Readonly<Record<string, string>> }): Promise<ProgramResult | undefined> {
  const env = { ...process.env, ...options.environment }
  return await new Promise((done) => {
    const child = execFile(program, [...args], { cwd: options.cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') done(undefined)
      else done({ code: child.exitCode ?? 128 + constants.signals.SIGKILL, stdout, stderr })
    })
  })
}

/** The line that says why it failed. */
export function lastLine({ stdout, stderr }: ProgramResult): string {
  return `${stdout}\n${stderr}`.trim().split('\n').at(-1) ?? 'no output'
}
