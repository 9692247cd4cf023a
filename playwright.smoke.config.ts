import { defineConfig } from '@playwright/test'
import { browserExecutable } from './scripts/ensure-browser.ts'

const url = process.env['SMOKE_URL']
if (!url) throw new Error('SMOKE_URL is not set: expected the address of a running site, such as http://127.0.0.1:3000')

/** A site that runs already, wherever it does: what `npm run check:image` asks of the image. */
export default defineConfig({
  testDir: 'tests/smoke',
  forbidOnly: true,
  workers: 1,
  timeout: 15_000,
  reporter: [['list']],
  outputDir: 'test-results/smoke',
  use: { browserName: 'chromium', launchOptions: await browserExecutable(), baseURL: url },
})
