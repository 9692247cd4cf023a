// Adds up the machine-readable reports of vitest and Playwright; fails when one of them is missing.
import { readFileSync } from 'node:fs'

const vitest = JSON.parse(readFileSync('test-results/vitest.json', 'utf8'))
const { stats } = JSON.parse(readFileSync('test-results/e2e.json', 'utf8'))
const passed = vitest.numPassedTests + stats.expected + stats.flaky
const failed = vitest.numFailedTests + stats.unexpected
if (passed === 0) throw new Error('no test has run')
console.log(passed, failed)
