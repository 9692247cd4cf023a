import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { drizzle } from 'drizzle-orm/postgres-js'
import { openHostPool } from './balancer/host-pool.ts'
import type { WriterConfiguration } from './configuration.ts'

/** The Drizzle instance over the primary. */
export type Writer = PostgresJsDatabase

/**
 * Opens the writer. Connects on first use.
 *
 * @returns the instance, and `close`, which lets running queries end for at most 5 s
 */
export function openWriter({ target, options }: WriterConfiguration): { writer: Writer, close: () => Promise<void> } {
  const [host] = target.hosts
  if (!host) throw new TypeError('the writer needs a host')
  const pool = openHostPool({ target, host, options, readOnly: false })
  return { writer: drizzle({ client: pool }), close: () => pool.end({ timeout: 5 }) }
}
