import { mkdir, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { build, createNitro, prepare } from 'nitropack'

/**
 * Builds the smallest Nitro server there is, one handler that answers a constant: the ceiling of
 * what any route of the site can reach.
 *
 * @param directory where to put its source and its build
 * @returns the program to start
 */
export async function buildHelloServer(directory: string): Promise<string> {
  await mkdir(resolve(directory, 'routes'), { recursive: true })
  await writeFile(resolve(directory, 'routes/index.ts'), 'export default defineEventHandler(() => ({ hello: \'world\' }))\n')
  const nitro = await createNitro({ rootDir: directory, preset: 'node-server', compatibilityDate: '2026-11-01', logLevel: 0, noExternals: true })
  try {
    await prepare(nitro)
    await build(nitro)
    return resolve(nitro.options.output.serverDir, 'index.mjs')
  }
  finally {
    await nitro.close()
  }
}
