import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'

/**
 * Starts a program with Node and waits until it says `Listening on`.
 *
 * @returns a function that ends it
 * @throws when it ends before that, with what it printed
 */
export async function startServer(program: string, environment: Readonly<Record<string, string>>): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [program], { env: { ...process.env, NODE_ENV: 'production', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit')
  let printed = ''
  const listening = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed = (printed + text).slice(-4_000)
        if (printed.includes('Listening on')) resolve()
      })
    }
  })
  await Promise.race([listening, exited.then(() => Promise.reject(new Error(`${program} ended: ${printed}`)))])
  return async () => {
    child.kill('SIGTERM')
    await exited
  }
}
