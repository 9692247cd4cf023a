import type { DatabaseConfiguration } from './configuration.ts'
import type { Database, DatabaseParts } from './database.ts'
import { openDatabase as open } from './database.ts'
import type { Reader } from './reader.ts'
import type { Writer } from './writer.ts'

export { currentDatabaseCaller, withDatabaseCaller } from './balancer/hosts/caller.ts'
export type { AskedHost, DatabaseCaller } from './balancer/hosts/caller.ts'
export { describeEvent } from './balancer/hosts/observation.ts'
export type { DatabaseEvent, DatabaseStatus, HostStatus } from './balancer/hosts/observation.ts'

let opened: Database | undefined

/** Opens the process's database, once at start. */
export function openDatabase(configuration: DatabaseConfiguration, parts?: DatabaseParts): void {
  opened = open(configuration, parts)
}

/** Lets running queries end for at most 5 s and closes every connection. */
export async function closeDatabase(): Promise<void> {
  const closing = opened
  opened = undefined
  await closing?.close()
}

/** The process's database; its parts are documented with `Database`. */
export function useDatabase(): Database {
  if (!opened) throw new TypeError('the database is not open')
  return opened
}

/** The Drizzle instance for reads: the primary and its replicas in turn. */
export function useReader(): Reader {
  return useDatabase().reader
}

/** The Drizzle instance for writes: the primary. */
export function useWriter(): Writer {
  return useDatabase().writer
}
