import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'

const root = resolve(import.meta.dirname, '..')

/**
 * Builds the site into `.output`, quietly.
 *
 * @throws with the build's own output when it fails
 */
export async function buildSite(): Promise<void> {
  const nuxt = resolve(root, 'node_modules/nuxt/bin/nuxt.mjs')
  const failure = await promisify(execFile)(process.execPath, [nuxt, 'build'], { cwd: root, maxBuffer: 64 * 1024 * 1024 })
    .then(() => undefined, (error: { stdout: string, stderr: string }) => error)
  if (failure) throw new Error(`The build failed:\n${failure.stdout}${failure.stderr}`)
}
