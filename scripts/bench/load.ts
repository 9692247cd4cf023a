import { createHistogram } from 'node:perf_hooks'
import type { Result } from 'autocannon'
import autocannon from 'autocannon'
import type { Figures } from './figures.ts'
import { median } from './figures.ts'

/** One request to repeat. */
export interface BenchRequest { path: string, headers?: Record<string, string> }

/** One thing to measure: a server and what to ask it for, in turn. */
export interface Target { name: string, url: string, requests: readonly BenchRequest[] }

/** How many ask at once. */
export const CONNECTIONS = 20

/**
 * Measures one target once.
 *
 * @throws when a request failed
 */
export type Measurement = (target: Target, seconds: number) => Promise<Figures>

async function measureByAutocannon({ name, url, requests: asked }: Target, seconds: number): Promise<Figures> {
  const latencies = createHistogram()
  const { errors, statusCodeStats, requests } = await new Promise<Result>((resolve, reject) => {
    const options = { url, connections: CONNECTIONS, duration: seconds, requests: [...asked] }
    autocannon(options, (error: unknown, result) => error ? reject(error) : resolve(result))
      .on('response', (_client, _status, _bytes, milliseconds) => latencies.record(Math.max(1, Math.round(milliseconds * 1_000))))
  })
  const failed = Object.keys(statusCodeStats ?? {}).filter(status => !['200', '304'].includes(status))
  if (errors > 0 || failed.length > 0) throw new Error(`${name}: ${errors} requests failed, and some were answered ${failed.join(', ') || '200'}`)
  const percentile = (share: number) => latencies.percentile(share) / 1_000
  return { requestsPerSecond: requests.average, p50: percentile(50), p95: percentile(95), p99: percentile(99) }
}

/**
 * Measures the targets side by side: one after the other in each round, forwards and backwards in
 * turn, so that what the machine does meanwhile falls on all of them.
 *
 * @param seconds of each target in each round
 * @param measureOnce by what; autocannon can ask for several things in turn
 * @returns the medians over the rounds, by the target's name
 */
export async function measureInterleaved(targets: readonly Target[], rounds: number, seconds: number, measureOnce: Measurement = measureByAutocannon): Promise<Map<string, Figures>> {
  const samples = new Map(targets.map(({ name }): [string, Figures[]] => [name, []]))
  for (const target of targets) await measureOnce(target, 1)
  for (let round = 0; round < rounds; round++) {
    for (const target of round % 2 ? targets.toReversed() : targets) {
      samples.get(target.name)?.push(await measureOnce(target, seconds))
    }
  }
  return new Map([...samples].map(([name, figures]) => [name, {
    requestsPerSecond: median(figures.map(figure => figure.requestsPerSecond)),
    p50: median(figures.map(figure => figure.p50)),
    p95: median(figures.map(figure => figure.p95)),
    p99: median(figures.map(figure => figure.p99)),
  }]))
}
