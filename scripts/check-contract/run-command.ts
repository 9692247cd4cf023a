import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs a program in the foreground, with its output as it comes; resolves to whether it ended with 0. */
export async function runCommand(program: string, args: readonly string[], options: { cwd: string, env?: Readonly<Record<string, string>> }): Promise<boolean> {
  const child = spawn(program, args, { cwd: options.cwd, env: { ...process.env, ...options.env }, stdio: ['ignore', 'inherit', 'inherit'] })
  const [code]: unknown[] = await once(child, 'exit')
  return code === 0
}
