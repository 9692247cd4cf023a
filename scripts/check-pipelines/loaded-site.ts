import { mkdirSync, symlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { ensureK6 } from '../loadtest/k6.ts'
import { ensurePrometheus, startPrometheus } from '../loadtest/prometheus.ts'
import { nextFreePort } from '../local-cluster/ports.ts'
import { startSeededCluster } from '../seeded-cluster.ts'
import { startSite } from '../site-process.ts'

const root = resolve(import.meta.dirname, '../..')

/** What a load test is run against. */
export interface LoadedSite {
  apiUrl: string
  prometheusUrl: string
  /** A folder with `k6` in it. */
  programs: string
  /** Requests that Prometheus was told of. */
  countRequests: () => Promise<number>
  stop: () => Promise<void>
}

const answerSchema = z.object({ data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }) })

/**
 * Starts a built site over the local cluster, and a Prometheus.
 *
 * @param site the folder of the build
 * @param folder for what they keep
 */
export async function startLoadedSite({ site, folder, onStep }: { site: string, folder: string, onStep: (line: string) => void }): Promise<LoadedSite> {
  const [k6, prometheus] = [await ensureK6(onStep), await ensurePrometheus(onStep)]
  const programs = resolve(folder, 'programs')
  mkdirSync(programs, { recursive: true })
  // Where it is on PATH already, by that name.
  if (k6 !== 'k6') symlinkSync(k6, resolve(programs, 'k6'))

  // Whatever has been started is stopped, should the next not start.
  await using started = new AsyncDisposableStack()
  const cluster = started.adopt(await startSeededCluster({ onStep }), running => running.stop())
  const port = await nextFreePort(26_600, new Set())
  const server = started.adopt(await startSite({ cluster, port, program: resolve(site, 'server/index.mjs') }), running => running.stop())
  const { url } = started.adopt(await startPrometheus(prometheus, {
    config: resolve(root, 'loadtest/prometheus.yml'), data: resolve(folder, 'prometheus'), port: await nextFreePort(26_600, new Set([port])),
  }), running => running.stop())
  const all = started.move()
  return {
    apiUrl: `${server.url}/api`,
    prometheusUrl: url,
    programs,
    async countRequests() {
      const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent('sum(k6_http_reqs_total)')}`)
      const { data } = answerSchema.parse(await response.json())
      return Number(data.result[0]?.value[1] ?? 0)
    },
    stop: () => all.disposeAsync(),
  }
}
