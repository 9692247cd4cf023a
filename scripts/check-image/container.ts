import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { buildah } from './buildah.ts'

const run = promisify(execFile)

const configSchema = z.object({ OCIv1: z.object({
  config: z.object({ User: z.string(), Env: z.array(z.string()), WorkingDir: z.string(), Cmd: z.array(z.string()), Labels: z.record(z.string(), z.string()) }),
  rootfs: z.object({ diff_ids: z.array(z.string()) }),
}) })

/** What the image says of itself. */
export async function inspectImage(image: string) {
  const { OCIv1: { config, rootfs } } = configSchema.parse(JSON.parse(await buildah('inspect', '--type', 'image', image)))
  return { ...config, layers: rootfs.diff_ids.length }
}

/** A process out of an image, with the image's own files, user and environment and nothing that it can write to. */
export interface Container {
  pid: number
  /** Where its files are. */
  root: string
  /** Milliseconds from its start to `Listening on`. */
  startMs: number
  exited: Promise<unknown[]>
  signal: (signal: NodeJS.Signals) => void
  /** Runs another program beside it; resolves with its exit code. */
  run: (...command: string[]) => Promise<number>
  remove: () => Promise<void>
}

/**
 * Starts the image's command in a root of its own that is mounted read-only. Processes and network are this machine's: where there is no
 * container runtime, that much can be shown.
 *
 * @param environment variables beside the image's own
 * @throws with what it printed when it ends before it listens
 */
export async function startContainer(image: string, folder: string, environment: Readonly<Record<string, string>>): Promise<Container> {
  const { User: user, Env: variables, WorkingDir: workingDirectory, Cmd: command } = await inspectImage(image)
  const container = await buildah('from', '--pull-never', image)
  const files = await buildah('mount', container)
  const root = resolve(folder, 'root')
  mkdirSync(root, { recursive: true })
  await run('mount', ['--bind', files, root])
  await run('mount', ['-o', 'remount,ro,bind', root])
  const inRoot = ['--userspec', user, root, '/usr/bin/env', '-i', '-C', workingDirectory, ...variables, ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)]

  const begun = performance.now()
  const child = spawn('chroot', [...inRoot, ...command], { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit')
  let printed = ''
  const listening = new Promise<number>((resolveListening) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed = (printed + text).slice(-4_000)
        if (printed.includes('Listening on')) resolveListening(performance.now() - begun)
      })
    }
  })
  const remove = async () => {
    child.kill('SIGKILL')
    await exited
    await run('umount', [root])
    await buildah('rm', container)
  }
  const started = await Promise.race([listening, exited.then(() => undefined)])
  if (started === undefined) {
    await remove()
    throw new Error(`The image's process ended before it listened: ${printed.trim()}`)
  }
  return {
    pid: child.pid ?? 0,
    root,
    startMs: started,
    exited,
    signal: signal => void child.kill(signal),
    run: async (...other) => await run('chroot', [...inRoot, ...other]).then(() => 0, (error: { code?: unknown }) => typeof error.code === 'number' ? error.code : 1),
    remove,
  }
}

/** A figure of the process's memory in MiB, such as `VmRSS` or `VmHWM` (its highest), from https://man7.org/linux/man-pages/man5/proc_pid_status.5.html. */
export function memoryOf(pid: number, figure: 'VmRSS' | 'VmHWM'): number {
  const [, kibibytes = ''] = new RegExp(`^${figure}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kibibytes) / 1024
}
