import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import { readDatabaseConfiguration } from './configuration.ts'
import { ConfigurationError } from './errors.ts'
import { connectToPrimary } from './primary-connection.ts'

/** Any number, as long as every release takes the same: the lock of whoever migrates. */
const MIGRATION_LOCK = 7_364_001

/** In the checkout the folder stands beside this file; in the bundle beside the program that was started. */
function findMigrationsFolder(): string {
  const candidates = [resolve(import.meta.dirname, 'migrations'), resolve(dirname(process.argv[1] ?? '.'), 'migrations')]
  const folder = candidates.find(candidate => existsSync(resolve(candidate, 'meta/_journal.json')))
  if (!folder) throw new ConfigurationError(`no migrations found, expected them in ${candidates.join(' or ')}`)
  return folder
}

/**
 * Brings the database's schema up to date. Doing it again changes nothing; of two at once one waits
 * for the other under an advisory lock.
 *
 * @param url the primary's address, `postgres://user:password@host:port/database`; of several hosts the primary is found
 * @param password overrides the password in the URL
 * @throws {ConfigurationError} on a malformed address; the driver's error when the database cannot be reached
 */
export async function migrate(url: string, password?: string): Promise<void> {
  // One connection: the lock belongs to the session that takes it, and ends with it.
  const client = await connectToPrimary(readDatabaseConfiguration({ NUXT_DATABASE_URL: url, NUXT_DATABASE_PASSWORD: password }).writer)
  const database = drizzle({ client: client.sql })
  try {
    await database.execute(sql`select pg_advisory_lock(${MIGRATION_LOCK})`)
    await applyMigrations(database, { migrationsFolder: findMigrationsFolder() })
  }
  finally {
    await client.destroy(5000)
  }
}
