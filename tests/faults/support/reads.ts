import process from 'node:process'
import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import type { LocalCluster, LocalClusterNode } from '../../../scripts/local-cluster/index.ts'
import type { Reader } from '../../../server/database/reader.ts'
import { articles } from '../../../server/database/schema/index.ts'
import { eventually } from '../local-cluster-support.ts'
import type { TemporaryCluster } from '../../../scripts/temporary-cluster.ts'
import { startTemporaryCluster } from '../../../scripts/temporary-cluster.ts'
import type { Baseline, ObservedDatabase } from './database.ts'
import { allInUse, openBaseline, openObserved, prepareSchema, preparedRead } from './database.ts'
import type { Traffic, TrafficReport } from './traffic.ts'

/** Whether the long form of the tests is wanted, with the full lengths; the short form has the same shares of trouble. */
export const longForm = process.env['FAULTS_LONG'] === '1'

type Addresses = Pick<LocalCluster, 'primaryUrl' | 'readUrl'>
type ThreeNodes = readonly [primary: LocalClusterNode, first: LocalClusterNode, second: LocalClusterNode]

/** A primary and two standbys with schema and articles, of this test file's own. */
export async function startThreeHosts(): Promise<TemporaryCluster & { nodes: ThreeNodes }> {
  const started = await startTemporaryCluster({ port: 18_500, standbys: 2 })
  const [primary, first, second] = started.cluster.nodes
  if (!primary || !first || !second) throw new Error('too few nodes')
  await prepareSchema(started.cluster)
  return { ...started, nodes: [primary, first, second] }
}

/** Lends the layer with every host in use, and closes it whatever happens. */
export async function withDatabase<Result>(addresses: Addresses, work: (database: ObservedDatabase) => Promise<Result>): Promise<Result> {
  const database = openObserved(addresses)
  try {
    await allInUse(database)
    return await work(database)
  }
  finally {
    await database.close()
  }
}

/** Lends the client without the layer, each host connected once, and closes it whatever happens. */
export async function withBaseline<Result>(cluster: LocalCluster, work: (baseline: Baseline) => Promise<Result>): Promise<Result> {
  const baseline = openBaseline(cluster)
  try {
    for (const _ of cluster.nodes) await baseline.read()
    return await work(baseline)
  }
  finally {
    await baseline.close()
  }
}

/** A host as the layer calls it. */
export function hostOf({ port }: LocalClusterNode): string {
  return `127.0.0.1:${port}`
}

/** The same light read in each way in which the reader can be asked; each resolves with the port of the server that answered. */
export function readsOf(reader: Reader) {
  const port = sql<number>`inet_server_port()`
  const first = ([row]: readonly { port: number }[]) => {
    if (!row) throw new Error('the read found no row')
    return row.port
  }
  return {
    'plain queries': async () => first(await reader.select({ port }).from(articles).limit(1)),
    'prepared queries': preparedRead(reader),
    'transactions': async () => first(await reader.transaction(transaction => transaction.select({ port }).from(articles).limit(1))),
  }
}

/** Counts the answers of a read by the host that gave them. */
export function countAnswers(read: () => Promise<number>): { read: () => Promise<void>, of: (nodes: readonly LocalClusterNode[]) => number[], total: () => number } {
  const answers = new Map<number, number>()
  let total = 0
  return {
    read: async () => {
      const port = await read()
      total++
      answers.set(port, (answers.get(port) ?? 0) + 1)
    },
    of: nodes => nodes.map(({ port }) => answers.get(port) ?? 0),
    total: () => total,
  }
}

/** Resolves when so many answers more have been counted. */
export async function moreAnswers(counted: { total: () => number }, many: number): Promise<void> {
  const before = counted.total()
  await eventually(`${many} more answers`, () => counted.total() >= before + many, 20_000)
}

/** By how much the busiest host has more than the idlest, relative to the latter. */
export function imbalance(counts: readonly number[]): number {
  return (Math.max(...counts) - Math.min(...counts)) / Math.min(...counts)
}

/** Ends the traffic whatever `work` does, and resolves with all that it came to. */
export async function throughout(traffic: Traffic, work: () => Promise<void>): Promise<TrafficReport> {
  try {
    await work()
  }
  catch (error) {
    await traffic.stop()
    throw error
  }
  return await traffic.stop()
}

/** No read failed, and enough were made for that to mean something. */
export function expectSteadyReads({ failed, failures, perSecond }: TrafficReport): void {
  expect({ failed, failures }).toEqual({ failed: 0, failures: [] })
  expect(perSecond).toBeGreaterThanOrEqual(500)
}

/** One line with what a run came to. */
export function printFigures(what: string, { reads, perSecond, failed, longestGap, p99, slowest }: TrafficReport, more: Readonly<Record<string, string>> = {}): void {
  const figures = {
    'reads': reads,
    'reads/s': perSecond,
    failed,
    'longest gap': `${longestGap} ms`,
    'p99': `${p99} ms`,
    'slowest': `${slowest} ms`,
    ...more,
  }
  console.log(`${what}: ${Object.entries(figures).map(([name, value]) => `${name} ${value}`).join(', ')}`)
}

/** Median and worst of some times, for a line of figures. */
export function describeTimes(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  return `median ${Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)} ms, worst ${Math.round(sorted.at(-1) ?? 0)} ms of ${times.length}`
}

/** What each host had of all, in per cent. */
export function describeShares(counts: readonly number[]): string {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.map(count => `${((count * 100) / total).toFixed(1)} %`).join(' / ')
}
