import { defineConfig } from '@playwright/test'
import { browserExecutable } from './scripts/ensure-browser.ts'

export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/e2e/support/global-setup.ts',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  workers: 2,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  outputDir: 'test-results/e2e',
  use: {
    browserName: 'chromium',
    launchOptions: await browserExecutable(),
    // Set by the global setup, before any worker reads this file.
    baseURL: process.env['E2E_BASE_URL'],
    javaScriptEnabled: false,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
})
