import { cpus, totalmem } from 'node:os'
import process from 'node:process'

/** What one round, or the median of several, showed. Latencies in milliseconds. */
export interface Figures { requestsPerSecond: number, p50: number, p95: number, p99: number }

/**
 * Reads one whole number as typed by a user.
 *
 * @throws when it is none, or out of range
 */
export function wholeNumber(option: string, text: string, minimum: number, maximum: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= minimum && value <= maximum) return value
  throw new Error(`--${option} "${text}" is malformed, expected a whole number from ${minimum} to ${maximum}`)
}

/** The middle one; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** What it ran on, for whoever reads the figures later. */
export function describeMachine(): string {
  const [cpu] = cpus()
  return `${cpus().length} cores (${cpu?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
}

/** One line: what it is, how much, and what it should be. */
export function printRatio(label: string, value: number, goal: string): void {
  console.log(`${label.padEnd(52)} ${value.toFixed(2).padStart(7)}   ${goal}`)
}

/** Each target's figures, a line each. */
export function printTable(figures: ReadonlyMap<string, Figures>): void {
  console.table(Object.fromEntries([...figures].map(([name, { requestsPerSecond, p50, p95, p99 }]) =>
    [name, { 'requests/s': Math.round(requestsPerSecond), 'p50 ms': p50, 'p95 ms': p95, 'p99 ms': p99 }])))
}
