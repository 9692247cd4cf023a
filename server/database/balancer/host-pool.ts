import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { ConnectionOptions } from '../configuration.ts'
import type { ConnectionTarget, HostAddress } from '../connection-url.ts'

export type HostPool = postgres.Sql

export interface HostPoolOptions {
  target: ConnectionTarget
  /** One of the target's hosts. */
  host: HostAddress
  options: ConnectionOptions
  /** Whether Postgres refuses writes on these connections, on a primary too. */
  readOnly: boolean
  /** postgres.js pipelines, so a few connections carry many queries at once. */
  connections?: number
}

const readerSession = {
  default_transaction_read_only: true,
  // Reads are few, prepared, and written to have one good plan: planning each anew costs more than running it.
  plan_cache_mode: 'force_generic_plan',
}

/**
 * Opens a pool to one host, and never to several: postgres.js treats a list of hosts as failover,
 * sends every query to the first, and hangs when all are down. Connects on first use.
 */
export function openHostPool({ target, host, options, readOnly, connections = 10 }: HostPoolOptions): HostPool {
  const pool = postgres({
    host: host.host,
    port: host.port,
    user: target.user,
    ...(target.password === undefined ? {} : { password: target.password }),
    database: target.database,
    ssl: options.sslmode === 'disable' ? false : options.sslmode,
    max: connections,
    connect_timeout: options.connect_timeout,
    // The default backoff grows to 20 s: a host that is back would stay unused for that long.
    backoff: () => 0,
    // Lists are asked for as JSON, so the look-up of array types at every connect is not needed.
    fetch_types: false,
    onnotice: () => {},
    connection: {
      application_name: options.application_name,
      ...(readOnly ? readerSession : {}),
    },
  })
  // Drizzle sets its parsers and serializers on a client that it is given; every pool needs them.
  drizzle({ client: pool })
  return pool
}
