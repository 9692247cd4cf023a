import { defineConfig } from 'vitest/config'

/** Apart from `npm test`: these need Go and Prometheus. `npm run test:deploy` runs them. */
export default defineConfig({
  test: {
    name: 'deploy',
    include: ['tests/deploy/**/*.test.ts'],
    // Not the report of `npm test`, which .ci/run adds up.
    reporters: ['default', ['json', { outputFile: 'test-results/deploy.json' }]],
    testTimeout: 120_000,
  },
})
