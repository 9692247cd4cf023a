import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import type { PackageSearch } from '../debian-packages.ts'
import { defaultSearch, fetchDebianPackages } from '../debian-packages.ts'

const run = promisify(execFile)
const READY = 'Server is ready to receive web requests'

/**
 * A Prometheus: the one on PATH, the one fetched before, or Debian's package, unpacked without installing its service.
 *
 * @param onStep told when it is fetched
 * @returns the program to start
 * @throws one line that says what to install
 */
export async function ensurePrometheus(onStep: (line: string) => void, search: PackageSearch = defaultSearch): Promise<string> {
  const env = { ...process.env, PATH: search.path }
  const fetched = resolve(search.toolsFolder, 'prometheus/usr/bin/prometheus')
  for (const program of ['prometheus', fetched]) {
    if (await run(program, ['--version'], { env }).then(() => true, () => false)) return program
  }
  onStep('there is no Prometheus, fetching Debian\'s package')
  await fetchDebianPackages('prometheus', ['prometheus'], search).catch((error: unknown) => {
    throw new Error('Prometheus is needed on PATH: it is no Debian package that apt-get can download here', { cause: error })
  })
  return fetched
}

/** A Prometheus that answers. */
export interface PrometheusProcess {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Resolves when the process has ended. */
  stop: () => Promise<void>
}

export interface PrometheusOptions {
  /** The configuration file. */
  config: string
  /** A folder for its data. */
  data: string
  port: number
}

/** How Prometheus is started for load tests: on this machine alone, and taking what k6 writes. */
export function prometheusArguments({ config, data, port }: PrometheusOptions): string[] {
  return [`--config.file=${config}`, `--storage.tsdb.path=${data}`, `--web.listen-address=127.0.0.1:${port}`, '--web.enable-remote-write-receiver']
}

/**
 * Starts Prometheus and waits until it answers.
 *
 * @throws when it ends before, with the last line it printed
 */
export async function startPrometheus(program: string, options: PrometheusOptions): Promise<PrometheusProcess> {
  const child = spawn(program, prometheusArguments(options), { stdio: ['ignore', 'ignore', 'pipe'] })
  const exited = once(child, 'exit')
  const stopWithThis = () => void child.kill('SIGKILL')
  process.once('exit', stopWithThis)

  let printed = ''
  const ready = new Promise<'ready'>((resolveReady) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-4_000)
      if (printed.includes(READY)) resolveReady('ready')
    })
  })
  if (await Promise.race([ready, exited]) !== 'ready') throw new Error(`Prometheus ended before it answered: ${printed.trim().split('\n').at(-1)}`)
  return {
    url: `http://127.0.0.1:${options.port}`,
    async stop() {
      child.kill('SIGTERM')
      await exited
      process.off('exit', stopWithThis)
    },
  }
}
