import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { readHostQueries, sharesBetween } from '../../scripts/loadtest/host-queries.ts'
import { readResult } from '../../scripts/loadtest/result.ts'
import { runCommand, runLoadTest } from './support/commands.ts'

const root = resolve(import.meta.dirname, '../..')

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuberocks-loadtest-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('npm run loadtest -- crawl', () => {
  it('starts the demo, crawls it without a failure, and tells that each host ran a third', async () => {
    const { code, stdout, stderr } = await runLoadTest(['crawl', '--skip-build'], { K6_VUS: '3', K6_DURATION: '2s' })
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^failed +0 +0$/m)
    expect(stdout).toMatch(/^requests +[\d,]+ +17,748$/m)
    expect(stdout).toMatch(/^VUs +3 +30$/m)
    const shares = [...stdout.matchAll(/^127\.0\.0\.1:\d+ +[\d,]+ +([\d.]+) %$/gm)].map(([, share]) => Number(share))
    expect(shares).toHaveLength(3)
    for (const share of shares) expect(Math.abs(share - 100 / 3)).toBeLessThan(2)
    const report = /report: (\S+\.html)$/m.exec(stdout)?.[1]
    expect(existsSync(resolve(root, report ?? ''))).toBe(true)
  })
})

describe('the crawl', () => {
  it('asks for every page, an empty one, and every article, once in an iteration', async () => {
    const before = await readHostQueries(inject('metricsUrl'))
    const summary = join(folder, 'crawl.json')
    const { code } = await runCommand(inject('k6'), ['run', '--iterations', '2', '--vus', '1', '--summary-export', summary, resolve(root, 'loadtest/crawl.ts')], { API_URL: `${inject('siteUrl')}/api` })
    expect(code).toBe(0)
    // 45 articles on 5 pages.
    expect(readResult(summary)).toMatchObject({ iterations: 2, requests: 2 * (5 + 1 + 45), failed: 0 })
    const shares = sharesBetween(before, await readHostQueries(inject('metricsUrl')))
    // One more where a host was slow and another one was asked too.
    for (const { queries } of shares) expect([34, 35, 36]).toContain(queries)
    expect(shares).toHaveLength(3)
  })
})

describe('the guide\'s own script', () => {
  it('runs as it stands in the guide, without a failure', async () => {
    const summary = join(folder, 'guide.json')
    const { code, stdout } = await runCommand(inject('k6'), ['run', '--summary-export', summary, resolve(import.meta.dirname, 'fixtures/guide-scenario.js')], {
      API_URL: `${inject('siteUrl')}/api`, K6_VUS: '3', K6_DURATION: '2s',
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(/checks_failed\.*: 0\.00%/)
    const { requests, iterations, failed } = readResult(summary)
    expect(failed).toBe(0)
    expect(iterations).toBeGreaterThan(0)
    expect(requests).toBe(iterations * 51)
  })
})
