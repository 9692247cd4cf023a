import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const tools = resolve(import.meta.dirname, '../../.tools/buildah')
const storage = ['--root', resolve(tools, 'storage'), '--runroot', resolve(tools, 'run')]

/**
 * Runs Buildah on a storage of the project's own.
 *
 * @returns what it printed
 * @throws with the last of what it printed
 */
export async function buildah(...args: string[]): Promise<string> {
  mkdirSync(tools, { recursive: true })
  const { stdout } = await run('buildah', [...storage, ...args], { maxBuffer: 64 * 1024 * 1024 }).catch((error: { stdout?: string, stderr?: string }) => {
    throw new Error(`buildah ${args[0]} failed: ${`${error.stdout ?? ''}${error.stderr ?? ''}`.trim().split('\n').slice(-15).join('\n')}`)
  })
  return stdout.trim()
}

/**
 * Makes sure of Buildah, which builds images without a daemon: the one on PATH, or Debian's package.
 *
 * @throws one line that says what to install
 */
export async function ensureBuildah(onStep: (line: string) => void): Promise<void> {
  if (await run('buildah', ['--version']).then(() => true, () => false)) return
  onStep('there is no Buildah, installing Debian\'s package')
  const install = () => run('apt-get', ['install', '-y', '--no-install-recommends', 'buildah'], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 64 * 1024 * 1024 })
  await install().catch(async () => {
    await run('apt-get', ['update'])
    await install()
  }).catch(() => {
    throw new Error('Buildah is needed on PATH: it is no Debian package that can be installed here')
  })
}
