/**
 * `npm run check:image`: builds the image by its Dockerfile without Docker, starts what is in it as the image says, on a root that
 * cannot be written to, and looks at it: user, start, answers, memory under load, end. Needs root, and Linux.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import autocannon from 'autocannon'
import { z } from 'zod'
import { describeFailure } from '../server/database/errors.ts'
import { BASE_IMAGE, ensureBaseImage } from './check-image/base-image.ts'
import { buildah, ensureBuildah } from './check-image/buildah.ts'
import type { Container } from './check-image/container.ts'
import { inspectImage, memoryOf, startContainer } from './check-image/container.ts'
import { unlistedPackages } from './check-image/bill.ts'
import { readInBrowser } from './check-image/smoke.ts'
import { readLicenseRules } from './check-supply/licenses.ts'
import { nextFreePort } from './local-cluster/ports.ts'
import { startSeededCluster } from './seeded-cluster.ts'

const root = resolve(import.meta.dirname, '..')
const folder = resolve(root, '.data/check-image')
const IMAGE = 'localhost/kuberocks:check'
const LOAD_SECONDS = 8

const log = (line: string) => {
  console.log(`[check:image] ${line}`)
}

const failures: string[] = []
function check(what: string, holds: boolean): void {
  log(`${holds ? 'yes' : 'NO '} ${what}`)
  if (!holds) failures.push(what)
}

async function status(url: string): Promise<number> {
  return await fetch(url).then(async (response) => {
    await response.arrayBuffer()
    return response.status
  }, () => 0)
}

async function build(): Promise<void> {
  await ensureBuildah(log)
  await ensureBaseImage(log)
  log('building the image')
  const begun = performance.now()
  await buildah('bud', '--isolation', 'chroot', '--network', 'host', '--pull-never', '--build-arg', `NODE_IMAGE=${BASE_IMAGE}`, '--build-arg', 'VERSION=0.0.1', '--build-arg', 'REVISION=0123abc', '--tag', IMAGE, root)
  log(`built in ${Math.round((performance.now() - begun) / 1000)} s`)
}

async function look({ pid, root: files, run, startMs, signal, exited }: Container, url: string, metricsUrl: string): Promise<void> {
  const [, uid = ''] = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  check(`runs as user ${uid}, not root`, uid !== '0' && uid !== '')
  check('can write nowhere', await run('/bin/sh', '-c', 'for f in /app /tmp /var/tmp /dev/shm /home; do touch $f/x 2>/dev/null && exit 1; done; exit 0') === 0)
  check('migrates', await run('node', 'server/migrate.mjs') === 0)

  const begun = performance.now()
  while (await status(`${url}/readyz`) !== 200 && performance.now() - begun < 10_000) await new Promise(done => setTimeout(done, 5))
  const readyMs = startMs + performance.now() - begun
  log(`    listens after ${Math.round(startMs)} ms, ready after ${Math.round(readyMs)} ms (goal: 1000)`)
  check('is ready', await status(`${url}/readyz`) === 200)
  for (const path of ['/', '/api/articles', '/api/tags', '/api/openapi.json', '/api/docs', '/healthz']) check(`answers ${path}`, await status(url + path) === 200)
  check('is read in a browser', await readInBrowser(url, log))
  const unlisted = unlistedPackages(resolve(files, 'app'), readLicenseRules(root).vendored.map(({ package: name }) => name))
  check(`lists what it was made of${unlisted.length > 0 ? `, but not ${unlisted.join(', ')}` : ''}`, unlisted.length === 0)
  const metrics = await fetch(`${metricsUrl}/metrics`).then(response => response.text())
  check('says which build it is', metrics.includes('kuberocks_build_info{version="0.0.1",revision="0123abc",'))
  check('has metrics on their own port alone', metrics.includes('kuberocks_') && await status(`${url}/metrics`) === 404)

  log(`    ${Math.round(memoryOf(pid, 'VmRSS'))} MiB before load`)
  const { non2xx, errors, requests } = await autocannon({ url, connections: 20, duration: LOAD_SECONDS, requests: [{ path: '/' }, { path: '/api/articles' }, { path: '/api/articles?page=7' }] })
  log(`    ${Math.round(memoryOf(pid, 'VmHWM'))} MiB at most under ${Math.round(requests.average)} requests/s, pages among them (goal: 150)`)
  check('fails no request under load', non2xx + errors === 0)

  signal('SIGTERM')
  check('ends with 0 on SIGTERM', JSON.stringify(await exited) === '[0,null]')
}

async function run(): Promise<number> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) throw new Error('check:image needs Linux and root: it mounts the image')
  await build()
  const { User: user, Labels: labels, layers } = await inspectImage(IMAGE)
  const [size] = z.array(z.object({ size: z.string() })).parse(JSON.parse(await buildah('images', '--json', IMAGE)))
  log(`    ${layers} layers, ${size?.size ?? 'no size'}, the base image among them`)
  check(`says that it is for user ${user}`, user === '65532:65532')
  check('has the labels that tell where it is from', labels['org.opencontainers.image.version'] === '0.0.1' && labels['org.opencontainers.image.revision'] === '0123abc' && labels['org.opencontainers.image.licenses'] === 'MIT')

  mkdirSync(folder, { recursive: true })
  const cluster = await startSeededCluster({ onStep: log })
  try {
    const port = await nextFreePort(26_400, new Set())
    const metricsPort = await nextFreePort(26_400, new Set([port]))
    const container = await startContainer(IMAGE, folder, {
      PORT: String(port), NUXT_METRICS_PORT: String(metricsPort), NUXT_SESSION_SECRET: 'a secret of the check, long enough for it',
      NUXT_DATABASE_URL: cluster.primaryUrl, NUXT_DATABASE_RO_URL: cluster.readUrl,
    })
    try {
      await look(container, `http://127.0.0.1:${port}`, `http://127.0.0.1:${metricsPort}`)
    }
    finally {
      await container.remove()
    }
  }
  finally {
    await cluster.stop()
  }
  if (failures.length > 0) log(`${failures.length} of what must hold does not: ${failures.join('; ')}`)
  return failures.length === 0 ? 0 : 1
}

run().then(code => process.exit(code), (error: unknown) => {
  console.error(describeFailure(error))
  process.exit(1)
})
