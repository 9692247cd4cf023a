import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const stopWithParent = pathToFileURL(resolve(import.meta.dirname, 'local-cluster/stop-with-parent.ts')).href
/** Enough for what tests and the demo have in flight. */
const STOP_WITHIN_MS = 15_000

/** A server as a process of its own. */
export interface ServerProcess {
  readonly pid: number
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<unknown>
  /** SIGTERM, then SIGKILL after 15 s; resolves when the process has ended. */
  stop(): Promise<void>
}

/**
 * Starts a server with Node and waits until it says `Listening on`. It ends itself when this process
 * dies, so that a `kill -9` leaves none behind.
 *
 * @param program a JavaScript or TypeScript file
 * @param environment variables beside this process's own
 * @param output told each line that the server prints
 * @throws when the server ends before it listens, with what it printed
 */
export async function startServer(program: string, environment: Readonly<Record<string, string>>, output: (line: string) => void = () => {}): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['--import', stopWithParent, program], {
    env: { ...process.env, NODE_ENV: 'production', STOP_WITH_PARENT: String(process.pid), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group: the terminal's Ctrl-C reaches the launcher, which stops things in order.
    detached: true,
  })
  const exited = once(child, 'exit')

  let printed = ''
  const listening = new Promise<void>((resolveListening) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        output(line)
        printed = `${printed}${line}\n`.slice(-4_000)
        if (line.includes('Listening on')) resolveListening()
      })
    }
  })
  const ended = await Promise.race([listening, exited.then(() => 'ended' as const)])
  if (ended) throw new Error(`The server ended before it listened: ${printed.trim()}`)

  return {
    pid: child.pid ?? 0,
    exited,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      const escalation = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
      await exited
      clearTimeout(escalation)
    },
  }
}
