import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import process from 'node:process'

const script = resolve(import.meta.dirname, '../../../scripts/loadtest.ts')

/** What a command printed, and its exit code. */
export interface CommandResult { code: number, stdout: string, stderr: string }

/**
 * Runs a program to its end. Variables that tell k6 what to do are the test's alone.
 *
 * @param environment further variables
 */
export async function runCommand(program: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(K6_|API_URL$|PROFILE$)/.test(name)))
  return await new Promise((done) => {
    const child = execFile(program, [...args], { env: { ...inherited, K6_NO_USAGE_REPORT: 'true', ...environment }, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) => {
      done({ code: child.exitCode ?? 1, stdout, stderr })
    })
  })
}

/** `npm run loadtest -- ARGS`. */
export async function runLoadTest(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
  return await runCommand(process.execPath, [script, ...args], environment)
}
