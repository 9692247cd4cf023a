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
  try {
    await promisify(execFile)(process.execPath, [nuxt, 'build'], { cwd: root, maxBuffer: 64 * 1024 * 1024 })
  }
  catch (error) {
    const output = error instanceof Error && 'stdout' in error && 'stderr' in error ? `${String(error.stdout)}${String(error.stderr)}` : String(error)
    throw new Error(`The build failed:\n${output}`, { cause: error })
  }
}
