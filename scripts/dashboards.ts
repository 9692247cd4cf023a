/**
 * `npm run dashboards`: how Grafana's dashboards look on a site at work. Starts the built site over a cluster of its own, Prometheus and
 * readers, lets database hosts fail meanwhile, and draws each panel from what Prometheus answers: docs/images/dashboard-*.png.
 *
 * `--skip-build` takes the build that is there.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { describeFailure } from '../server/database/errors.ts'
import { buildSite } from './build-site.ts'
import { fillDashboard } from './dashboards/panels.ts'
import { drawDashboard } from './dashboards/picture.ts'
import { askPrometheus } from './dashboards/prometheus-range.ts'
import { playScene } from './dashboards/scene.ts'
import { ensurePrometheus, startPrometheus } from './loadtest/prometheus.ts'
import { nextFreePort } from './local-cluster/ports.ts'
import { startSeededCluster } from './seeded-cluster.ts'
import { startSite } from './site-process.ts'

const root = resolve(import.meta.dirname, '..')
const NAMES = ['app', 'database-hosts']
/** Ten scrapes of loadtest/prometheus.yml. */
const RATE_INTERVAL = '10s'

const log = (line: string) => {
  console.log(`[dashboards] ${line}`)
}

/** What is stopped in the end, the last one first. */
const stops: (() => Promise<unknown>)[] = []

async function run(): Promise<void> {
  const { values } = parseArgs({ options: { 'skip-build': { type: 'boolean', default: false } } })
  const prometheusProgram = await ensurePrometheus(log)
  if (!values['skip-build']) await buildSite()
  const folder = await mkdtemp(join(tmpdir(), 'kuberocks-dashboards-'))
  stops.push(async () => await rm(folder, { recursive: true, force: true }))

  const cluster = await startSeededCluster({ dataDirectory: join(folder, 'postgres'), port: 14_700, onStep: log })
  stops.push(() => cluster.stop())
  const [port, metricsPort, prometheusPort] = [await nextFreePort(26_600, new Set()), await nextFreePort(26_700, new Set()), await nextFreePort(26_800, new Set())]
  const site = await startSite({ cluster, port, environment: { NUXT_METRICS_PORT: String(metricsPort) } })
  stops.push(() => site.stop())
  const config = join(folder, 'prometheus.yml')
  await writeFile(config, readFileSync(resolve(root, 'loadtest/prometheus.yml'), 'utf8').replace('127.0.0.1:9464', `127.0.0.1:${metricsPort}`))
  const prometheus = await startPrometheus(prometheusProgram, { config, data: join(folder, 'prometheus'), port: prometheusPort })
  stops.push(() => prometheus.stop())

  const begun = Math.ceil(Date.now() / 1000)
  await playScene(site.url, cluster, log)
  const times = Array.from({ length: Math.floor(Date.now() / 1000) - begun - 10 }, (_none, index) => begun + 10 + index)
  for (const name of NAMES) {
    const text = readFileSync(resolve(root, `k8s/monitoring/dashboards/${name}.json`), 'utf8')
    const file = resolve(root, `docs/images/dashboard-${name}.png`)
    await drawDashboard(await fillDashboard(text, times, askPrometheus(prometheus.url, times, RATE_INTERVAL)), file)
    log(`${relative(root, file)} is drawn`)
  }
}

async function stopAll(): Promise<void> {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop()
}

run().finally(stopAll).then(() => process.exit(0), (error: unknown) => {
  console.error(describeFailure(error))
  process.exit(1)
})
