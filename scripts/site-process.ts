import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

const root = resolve(import.meta.dirname, '..')
const server = resolve(root, '.output/server/index.mjs')
/** The server's own limit for finishing what is in flight is shorter. */
const STOP_WITHIN_MS = 15_000

/** The built server as a process of its own. */
export interface SiteProcess {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly pid: number
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<unknown>
  /** SIGTERM, then SIGKILL after 15 s; resolves when the process has ended. */
  stop(): Promise<void>
}

export interface SiteProcessOptions {
  cluster: { primaryUrl: string, readUrl?: string }
  port: number
  /** Further environment variables. */
  environment?: Readonly<Record<string, string>>
  /** Where the server's own lines go. */
  output?: 'inherit' | 'ignore'
}

/**
 * Starts the built server and waits until it listens. The server ends itself when this process
 * dies, so that a `kill -9` leaves none behind.
 *
 * @throws when there is no build, or when the server ends before it listens (with what it printed)
 */
export async function startSite({ cluster, port, environment = {}, output = 'ignore' }: SiteProcessOptions): Promise<SiteProcess> {
  if (!existsSync(server)) throw new Error('There is no build, run npm run build first.')
  const stopWithParent = pathToFileURL(resolve(import.meta.dirname, 'local-cluster/stop-with-parent.ts')).href
  const child = spawn(process.execPath, ['--import', stopWithParent, server], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      NUXT_DATABASE_URL: cluster.primaryUrl,
      ...(cluster.readUrl ? { NUXT_DATABASE_RO_URL: cluster.readUrl } : {}),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group: the terminal's Ctrl-C reaches the launcher, which stops things in order.
    detached: true,
  })
  const exited = once(child, 'exit')

  let printed = ''
  const listening = new Promise<void>((resolveListening) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        if (output === 'inherit') process.stdout.write(text)
        printed = (printed + text).slice(-4_000)
        if (printed.includes('Listening on')) resolveListening()
      })
    }
  })
  const ended = await Promise.race([listening, exited.then(() => 'ended' as const)])
  if (ended) throw new Error(`The server ended before it listened: ${printed.trim()}`)

  return {
    url: `http://127.0.0.1:${port}`,
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
