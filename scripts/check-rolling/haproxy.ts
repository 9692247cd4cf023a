import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { defaultSearch, fetchDebianPackages } from '../debian-packages.ts'

const run = promisify(execFile)
const libraries = 'usr/lib/x86_64-linux-gnu'

interface Program { path: string, environment: NodeJS.ProcessEnv }

/**
 * HAProxy: the one on PATH, or Debian's package, unpacked without installing its service.
 *
 * @throws one line that says what to install
 */
async function ensureHaproxy(): Promise<Program> {
  if (await run('haproxy', ['-v']).then(() => true, () => false)) return { path: 'haproxy', environment: process.env }
  const folder = await fetchDebianPackages('haproxy', ['haproxy', 'liblua5.3-0', 'libopentracing-c-wrapper0', 'libopentracing1'], defaultSearch)
    .catch((error: unknown) => {
      throw new Error('HAProxy is needed on PATH: it is no Debian package that apt-get can download here', { cause: error })
    })
  return { path: resolve(folder, 'usr/sbin/haproxy'), environment: { ...process.env, LD_LIBRARY_PATH: resolve(folder, libraries) } }
}

/** It asks `/readyz` five times a second and never tries a request twice: whoever is sent to a process that is gone learns of it. */
const configuration = (port: number, servers: readonly string[]) => `
defaults
  mode http
  timeout connect 2s
  timeout client 10s
  timeout server 10s
  retries 0
frontend site
  bind 127.0.0.1:${port}
  default_backend replicas
backend replicas
  balance roundrobin
  option httpchk GET /readyz
  default-server check inter 200ms fall 1 rise 1
${servers.map((server, index) => `  server replica${index + 1} ${server}`).join('\n')}
`

/** HAProxy before the given servers. */
export interface Haproxy {
  /** `http://127.0.0.1:PORT` */
  url: string
  stop: () => Promise<void>
}

/**
 * @param servers `address:port` of each
 * @param folder for its configuration
 * @throws when it cannot be had, or does not start
 */
export async function startHaproxy(port: number, servers: readonly string[], folder: string): Promise<Haproxy> {
  const { path, environment } = await ensureHaproxy()
  const file = resolve(folder, 'haproxy.cfg')
  writeFileSync(file, configuration(port, servers))
  await run(path, ['-c', '-f', file], { env: environment })
  const child = spawn(path, ['-db', '-f', file], { env: environment, stdio: 'ignore' })
  const exited = once(child, 'exit')
  const stopWithThis = () => void child.kill('SIGKILL')
  process.once('exit', stopWithThis)
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM')
      await exited
      process.off('exit', stopWithThis)
    },
  }
}
