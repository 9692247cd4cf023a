import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { LocalCluster } from '../../../scripts/local-cluster/index.ts'
import { seedDatabase } from '../../../scripts/seed/index.ts'
import type { DatabaseEvent } from '../../../server/database/balancer/hosts/observation.ts'
import { describeEvent } from '../../../server/database/balancer/hosts/observation.ts'
import { readDatabaseConfiguration } from '../../../server/database/configuration.ts'
import type { Database, DatabaseParts } from '../../../server/database/database.ts'
import { openDatabase } from '../../../server/database/database.ts'
import { migrate } from '../../../server/database/migrate.ts'
import type { Reader } from '../../../server/database/reader.ts'
import { articles } from '../../../server/database/schema/index.ts'
import { eventually } from '../local-cluster-support.ts'

export interface TimedEvent { at: number, event: DatabaseEvent }

export interface ObservedDatabase extends Database {
  /** Every change of state so far, with `performance.now()`. */
  readonly events: readonly TimedEvent[]
  /** The moment of the first such event at or after `since`; waits for it. */
  event: (type: DatabaseEvent['type'], host: string | undefined, since: number, deadline?: number) => Promise<number>
}

/** Options of the URLs, such as `{ max_lag: '1' }`. */
type UrlOptions = Readonly<Record<string, string>>

function withOptions(url: string, options: UrlOptions): string {
  const query = new URLSearchParams(options).toString()
  return query ? `${url}?${query}` : url
}

/** The layer under test over this cluster. */
export function openObserved(addresses: Pick<LocalCluster, 'primaryUrl' | 'readUrl'>, options: { reader?: UrlOptions, writer?: UrlOptions } & DatabaseParts = {}): ObservedDatabase {
  const { reader = {}, writer = {}, observe, ...parts } = options
  const events: TimedEvent[] = []
  const database = openDatabase(readDatabaseConfiguration({
    NUXT_DATABASE_URL: withOptions(addresses.primaryUrl, writer),
    NUXT_DATABASE_RO_URL: withOptions(addresses.readUrl, reader),
  }), {
    ...parts,
    observe: (event) => {
      events.push({ at: performance.now(), event })
      observe?.(event)
    },
  })
  return {
    ...database,
    events,
    event: (type, host, since, deadline = 10_000) => eventually(`${type} of ${host ?? 'any host'} in\n${events.map(({ at, event }) => `${Math.round(at - since)} ms ${describeEvent(event)}`).join('\n')}`, () =>
      events.find(({ at, event }) => at >= since && event.type === type && (host === undefined || ('host' in event && event.host === host)))?.at, deadline),
  }
}

/** The schema with a few articles: a host without it is not used. */
export async function prepareSchema(cluster: LocalCluster): Promise<void> {
  await migrate(cluster.primaryUrl)
  await seedDatabase({ url: cluster.primaryUrl, articles: 20 })
}

/** A light prepared read through the layer; resolves with the port of the server that answered. */
export function preparedRead(reader: Reader): () => Promise<number> {
  const read = reader.select({ port: sql<number>`inet_server_port()` }).from(articles).limit(1).prepare('port')
  return async () => {
    const [row] = await read.execute()
    if (!row) throw new Error('the read found no row')
    return row.port
  }
}

/** Resolves when every host of the reader is in use. */
export async function allInUse(database: Database): Promise<void> {
  await eventually('every host is in use', () => {
    const hosts = database.status().hosts.filter(({ use }) => use === 'reads')
    return hosts.length > 0 && hosts.every(({ state }) => state === 'in use')
  })
}

/** Queries answered by each host for reads, in their order. */
export function countQueries(database: Database): number[] {
  return database.status().hosts.filter(({ use }) => use === 'reads').map(({ queries }) => queries)
}

export interface Baseline { read: () => Promise<number>, close: () => Promise<void> }

/**
 * What the layer is measured against: strict turns over single-host pools, as a framework's replicas are
 * used without health, retries, hedges or deadlines.
 */
export function openBaseline({ readUrl }: Pick<LocalCluster, 'readUrl'>): Baseline {
  const url = new URL(readUrl.replace(/@[^/]*\//, '@hosts/'))
  const hosts = (/@([^/]*)\//.exec(readUrl)?.[1] ?? '').split(',')
  const pools = hosts.map(host => postgres(`postgres://${url.username}@${host}${url.pathname}`, { max: 10, fetch_types: false, backoff: () => 0, connect_timeout: 5 }))
  const reads = pools.map((client) => {
    const read = drizzle({ client }).select({ port: sql<number>`inet_server_port()` }).from(articles).limit(1).prepare('port')
    return async () => (await read.execute())[0]?.port ?? 0
  })
  let turn = 0
  return {
    read: async () => await (reads[turn++ % reads.length] ?? reads[0])?.() ?? 0,
    close: async () => {
      await Promise.all(pools.map(pool => pool.end({ timeout: 0 })))
    },
  }
}
