import { createHistogram } from 'node:perf_hooks'
import { median } from './figures.ts'

/** One of several ways to have the same work done. */
export interface Side {
  name: string
  /** Does it once. */
  work: () => PromiseLike<unknown>
}

/** What one side showed. */
export interface SideFigures {
  /** Microseconds, one at a time. */
  p50: number
  p95: number
  /** Microseconds that its p50 is above the first side's. */
  more: number
  /** Per second, several at a time. */
  rate: number
  /** Its rate over the first side's, by the median over neighbouring blocks. */
  ratio: number
}

const CONCURRENCY = 20
const BLOCK_MS = 250

type Histogram = ReturnType<typeof createHistogram>

/** Does it once, and notes how many nanoseconds it took. */
async function timeOnce(work: Side['work'], histogram: Histogram): Promise<void> {
  const begun = performance.now()
  await work()
  histogram.record(Math.max(1, Math.round((performance.now() - begun) * 1e6)))
}

/** Does it twenty at a time for so long; returns how often in a second. */
async function measureRate(work: Side['work'], milliseconds: number): Promise<number> {
  const begun = performance.now()
  let done = 0
  await Promise.all(Array.from({ length: CONCURRENCY }, async () => {
    while (performance.now() - begun < milliseconds) {
      await work()
      done++
    }
  }))
  return done / ((performance.now() - begun) / 1000)
}

/**
 * Measures the sides by turns, forwards and backwards, so that what the machine does meanwhile falls on all of them: latencies
 * one query of each at a time, rates in short blocks, each compared with the first side's of the same turn.
 *
 * @param seconds for each side: half for latencies, half for rates
 */
export async function compareSides(sides: readonly Side[], seconds: number): Promise<Map<string, SideFigures>> {
  const measured = sides.map(side => ({ ...side, latencies: createHistogram(), rates: new Array<number>() }))
  const [first] = measured
  if (!first) return new Map()
  for (const { work } of measured) await measureRate(work, BLOCK_MS)

  const half = seconds * 500
  const inTurn = (turn: number) => turn % 2 ? measured.toReversed() : measured
  const until = performance.now() + half * measured.length
  for (let turn = 0; performance.now() < until; turn++) {
    for (const { work, latencies } of inTurn(turn)) await timeOnce(work, latencies)
  }
  for (let turn = 0; turn < Math.max(2, half / BLOCK_MS); turn++) {
    for (const { work, rates } of inTurn(turn)) rates.push(await measureRate(work, BLOCK_MS))
  }

  const percentile = (histogram: Histogram, share: number) => histogram.percentile(share) / 1000
  return new Map(measured.map(({ name, latencies, rates }) => [name, {
    p50: percentile(latencies, 50),
    p95: percentile(latencies, 95),
    more: percentile(latencies, 50) - percentile(first.latencies, 50),
    rate: median(rates),
    ratio: median(rates.map((rate, turn) => rate / (first.rates[turn] ?? Number.NaN))),
  }]))
}

/** Prints them as one table. */
export function printSides(figures: Map<string, SideFigures>): void {
  console.table(Object.fromEntries([...figures].map(([name, { p50, p95, more, rate, ratio }]) => [name, {
    'p50 µs': Math.round(p50), 'p95 µs': Math.round(p95), 'more µs': Number(more.toFixed(1)), [`1/s by ${CONCURRENCY}`]: Math.round(rate), 'ratio': Number(ratio.toFixed(3)),
  }])))
}
