/**
 * `npm run check:rolling`: two processes of the site behind HAProxy, restarted one after another under k6's traffic. No request may
 * fail; without draining some must, or the check would see nothing. `--skip-build` takes the build that is there.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { describeFailure } from '../server/database/errors.ts'
import { buildSite } from './build-site.ts'
import { startHaproxy } from './check-rolling/haproxy.ts'
import { ensureK6, startK6 } from './loadtest/k6.ts'
import type { LoadTestResult } from './loadtest/result.ts'
import { readResult } from './loadtest/result.ts'
import { nextFreePort } from './local-cluster/ports.ts'
import { startSeededCluster } from './seeded-cluster.ts'
import type { SiteProcess } from './site-process.ts'
import { startSite } from './site-process.ts'

const root = resolve(import.meta.dirname, '..')
const folder = resolve(root, '.data/check-rolling')
const ROUNDS = 3

const log = (line: string) => {
  console.log(`[check:rolling] ${line}`)
}

/** Resolves when the address answers 200. */
async function answers(url: string): Promise<void> {
  while (!await fetch(url).then(response => response.ok, () => false)) await new Promise(resolve => setTimeout(resolve, 50))
}

/** What k6 saw while each of two processes was restarted three times. */
async function rollUnderTraffic(k6: string, cluster: { primaryUrl: string, readUrl: string }, drainSeconds: number): Promise<LoadTestResult> {
  const ports: number[] = []
  for (let i = 0; i < 3; i++) ports.push(await nextFreePort(26_200, new Set(ports)))
  const [proxyPort = 0, ...sitePorts] = ports
  const start = (port: number) => startSite({ cluster, port, environment: { HOST: '127.0.0.1', NUXT_DRAIN_SECONDS: String(drainSeconds) } })
  const sites = new Map<number, SiteProcess>()
  for (const port of sitePorts) sites.set(port, await start(port))
  const proxy = await startHaproxy(proxyPort, sitePorts.map(port => `127.0.0.1:${port}`), folder)
  try {
    await answers(`${proxy.url}/readyz`)
    const summary = resolve(folder, `drain-${drainSeconds}.json`)
    const traffic = startK6(k6, ['run', '--quiet', '--summary-export', summary, resolve(root, 'loadtest/crawl.ts')], {
      API_URL: `${proxy.url}/api`, K6_VUS: '10', K6_DURATION: '10m', K6_NO_USAGE_REPORT: 'true',
    })
    for (let round = 0; round < ROUNDS; round++) {
      for (const [port, site] of sites) {
        await site.stop()
        const next = await start(port)
        sites.set(port, next)
        await answers(`${next.url}/readyz`)
        // As a rollout does: the next one waits until the balancer has seen this one, twice.
        await new Promise(resolve => setTimeout(resolve, 600))
      }
    }
    traffic.interrupt()
    await traffic.exited
    return readResult(summary)
  }
  finally {
    await proxy.stop()
    await Promise.all([...sites.values()].map(site => site.stop()))
  }
}

async function run(): Promise<number> {
  const { values } = parseArgs({ options: { 'skip-build': { type: 'boolean' } } })
  if (!values['skip-build']) await buildSite()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const k6 = await ensureK6(log)
  const cluster = await startSeededCluster({ onStep: log })
  try {
    const drained = await rollUnderTraffic(k6, cluster, 1)
    const abrupt = await rollUnderTraffic(k6, cluster, 0)
    log(`${2 * ROUNDS} restarts with draining: ${drained.failed} of ${drained.requests} requests failed`)
    log(`${2 * ROUNDS} restarts without: ${abrupt.failed} of ${abrupt.requests} requests failed`)
    if (abrupt.failed === 0) log('nothing failed without draining: this check saw nothing')
    return drained.failed === 0 && abrupt.failed > 0 ? 0 : 1
  }
  finally {
    await cluster.stop()
  }
}

run().then(code => process.exit(code), (error: unknown) => {
  console.error(describeFailure(error))
  process.exit(1)
})
