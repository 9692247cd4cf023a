import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { chromium } from '@playwright/test'

/** How to launch a Chromium: where it is, and what it must be told on this machine. */
export interface BrowserExecutable {
  executablePath?: string
  args: string[]
}

const run = promisify(execFile)

const COMMANDS = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser']
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
const DOWNLOAD_HOST = 'https://cdn.playwright.dev'

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(() => true, () => false)
}

/** Whether the browser starts at all: one that lacks a system library is there, yet of no use. */
async function starts(path: string): Promise<boolean> {
  if (!await isExecutable(path)) return false
  return run(path, ['--version'], { timeout: 20_000 }).then(() => true, () => false)
}

async function findInstalled(): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const candidates = [...folders.flatMap(folder => COMMANDS.map(command => join(folder, command))), ...APPLICATIONS]
  for (const path of candidates) {
    if (await starts(path)) return path
  }
}

async function isReachable(url: string): Promise<boolean> {
  return fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(3000) }).then(() => true, () => false)
}

/** Playwright's own Chromium, downloaded first when it is missing and its host answers. */
async function findPlaywrights(): Promise<string | undefined> {
  const path = chromium.executablePath()
  if (await starts(path)) return path
  if (!await isReachable(DOWNLOAD_HOST)) return undefined
  const cli = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js')
  await run(process.execPath, [cli, 'install', 'chromium'], { timeout: 300_000 }).catch(() => undefined)
  return await starts(path) ? path : undefined
}

/** The Chromium of a devDependency, unpacked to the temporary folder. It is built for Linux on x64 alone. */
async function unpackPackaged(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const { default: packaged } = await import('@sparticuz/chromium')
  const path = await packaged.executablePath()
  return await starts(path) ? path : undefined
}

/**
 * A Chromium for the browser tests: the one that `PLAYWRIGHT_CHROMIUM_PATH` names, an installed Chrome or Chromium,
 * Playwright's own, or the one out of the npm package, in this order.
 */
export async function browserExecutable(): Promise<BrowserExecutable> {
  // Chromium refuses to run its sandbox as root, as in most containers.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const explicit = process.env['PLAYWRIGHT_CHROMIUM_PATH']
  if (explicit) {
    if (await isExecutable(explicit)) return { executablePath: explicit, args }
    throw new Error(`PLAYWRIGHT_CHROMIUM_PATH is ${explicit}, but there is no browser to run`)
  }
  const own = await findInstalled() ?? await findPlaywrights()
  if (own) return { executablePath: own, args }
  const packaged = await unpackPackaged()
  if (packaged) return { executablePath: packaged, args: ['--no-sandbox'] }
  throw new Error('No browser found: install Chrome or Chromium, or name one in PLAYWRIGHT_CHROMIUM_PATH')
}
