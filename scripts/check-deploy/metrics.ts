import { mkdir, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { Registry } from 'prom-client'
import { z } from 'zod'

const root = resolve(import.meta.dirname, '../..')
const moduleSchema = z.object({ createMetrics: z.custom<(parts: Record<'build' | 'databaseStatus' | 'pageCacheStatus', unknown>) => unknown>(value => typeof value === 'function') })
const metricsSchema = z.object({ registry: z.instanceof(Registry) })
const seriesSchema = z.array(z.object({ name: z.string(), type: z.string() }))

/**
 * Names of all series that the site exports, from its own registry.
 *
 * The registry is the server's code, whose imports only a bundler resolves, so it is bundled first.
 */
export async function exportedMetrics(): Promise<Set<string>> {
  const folder = resolve(root, '.tools')
  // Inside the project, where node_modules is found.
  const outfile = resolve(folder, `metrics-${process.pid}.mjs`)
  await mkdir(folder, { recursive: true })
  try {
    await build({ entryPoints: [resolve(root, 'server/metrics/registry.ts')], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'silent' })
    const module: unknown = await import(pathToFileURL(outfile).href)
    const { registry } = metricsSchema.parse(moduleSchema.parse(module).createMetrics({
      build: { version: '0', revision: 'unknown' },
      databaseStatus: () => ({ hosts: [], waiting: 0, overloads: 0, unavailable: 0 }),
      pageCacheStatus: () => ({ results: { hit: 0 }, bytes: 0, entries: 0, evictions: 0 }),
    }))
    const series = seriesSchema.parse(await registry.getMetricsAsJSON())
    return new Set(series.flatMap(({ name, type }) => [name, ...suffixes(type).map(suffix => `${name}${suffix}`)]))
  }
  finally {
    await rm(outfile, { force: true })
  }
}

function suffixes(type: string): string[] {
  return type === 'histogram' ? ['_bucket', '_count', '_sum'] : type === 'summary' ? ['_count', '_sum'] : []
}
