import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { drizzle } from 'drizzle-orm/postgres-js'
import { createBalancedClient } from './balancer/balanced-client.ts'
import { openHostPool } from './balancer/host-pool.ts'
import { createPick } from './balancer/pick.ts'
import type { ReaderConfiguration } from './configuration.ts'

/** The Drizzle instance over the primary and its replicas: what selects, and nothing else. */
export type Reader = Pick<PostgresJsDatabase, 'select' | 'selectDistinct' | '$with'>

/**
 * Opens the reader: a pool for each host of the target, strict turns by default. Connects on first use.
 *
 * @returns the instance, and `close`, which lets running queries end for at most 5 s
 */
export function openReader({ target, options }: ReaderConfiguration): { reader: Reader, close: () => Promise<void> } {
  const [first, ...others] = target.hosts.map(host => openHostPool({ target, host, options, readOnly: true }))
  if (!first) throw new TypeError('the reader needs a host')
  const client = createBalancedClient(first, createPick([first, ...others], options.load_balance_hosts))
  return {
    reader: drizzle({ client }),
    close: async () => {
      await Promise.all([first, ...others].map(pool => pool.end({ timeout: 5 })))
    },
  }
}
