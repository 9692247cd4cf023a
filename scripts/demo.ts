/**
 * `npm run demo`: the production form on one machine. Builds the site, starts the local cluster and
 * runs the built server over it. Ctrl-C stops everything; `--skip-build` takes the build that is there.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { buildSite } from './build-site.ts'
import { describeFailure } from '../server/database/errors.ts'
import { watchNpm } from './local-cluster/index.ts'
import { nextFreePort } from './local-cluster/ports.ts'
import { describeLogLine } from './log-line.ts'
import { startSeededCluster } from './seeded-cluster.ts'
import { startSite } from './site-process.ts'

const log = (line: string) => {
  console.log(`[demo] ${line}`)
}

function show(line: string): void {
  const text = describeLogLine(line)
  if (text !== undefined) console.log(text)
}

async function run(): Promise<void> {
  const { values } = parseArgs({ options: { 'skip-build': { type: 'boolean' } } })
  const wanted = Number(process.env.PORT ?? 3000)
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 65_535) throw new Error('PORT is malformed, expected 1 to 65535')

  if (!values['skip-build']) {
    log('building the site')
    await buildSite()
  }
  const cluster = await startSeededCluster({ onStep: log })
  const stopCluster = async () => {
    log('stopping')
    await cluster.stop()
  }

  const port = await nextFreePort(wanted, new Set())
  if (port !== wanted) log(`port ${wanted} is taken, using ${port}`)
  const environment = { NUXT_PUBLIC_SITE_URL: process.env.NUXT_PUBLIC_SITE_URL || `http://localhost:${port}` }
  const site = await startSite({ cluster, port, environment, output: show }).catch(async (error: unknown) => {
    await stopCluster()
    throw error
  })

  let stopping = false
  const stop = async (code: number) => {
    if (stopping) return
    stopping = true
    await site.stop()
    await stopCluster()
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
  watchNpm(() => void stop(0))
  void site.exited.then(() => stop(1))
  log(`open http://localhost:${port} (Ctrl-C stops it)`)
}

run().catch((error: unknown) => {
  console.error(describeFailure(error))
  process.exit(1)
})
