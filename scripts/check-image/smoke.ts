import { resolve } from 'node:path'
import process from 'node:process'
import { runProgram } from '../check-deploy/run-program.ts'

const root = resolve(import.meta.dirname, '../..')

/**
 * Reads the site in a real browser, as tests/smoke says.
 *
 * @param url `http://127.0.0.1:PORT`
 * @param onStep told what the browser's tests printed, where one failed
 */
export async function readInBrowser(url: string, onStep: (line: string) => void): Promise<boolean> {
  const cli = resolve(root, 'node_modules/@playwright/test/cli.js')
  const result = await runProgram(process.execPath, [cli, 'test', '--config', 'playwright.smoke.config.ts'], { cwd: root, environment: { SMOKE_URL: url } })
  if (!result) throw new Error('there is no node')
  if (result.code !== 0) onStep(`${result.stdout}${result.stderr}`.trim())
  return result.code === 0
}
