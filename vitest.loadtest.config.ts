import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Apart from `npm test`: these need k6 and Prometheus, and load the machine. `npm run check:loadtest` runs them. */
export default defineConfig({
  resolve: { alias: { '#shared': resolve(import.meta.dirname, 'shared') } },
  test: {
    name: 'loadtest',
    include: ['tests/loadtest/**/*.test.ts'],
    // Not the report of `npm test`, which .ci/run adds up.
    reporters: ['default', ['json', { outputFile: 'test-results/loadtest.json' }]],
    globalSetup: 'tests/loadtest/support/global-setup.ts',
    // Hosts are counted, and the machine is loaded: one at a time.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
