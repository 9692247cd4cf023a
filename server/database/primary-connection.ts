import type { HostPool } from './balancer/driver/host-pool.ts'
import type { WriterConfiguration } from './configuration.ts'
import { DatabaseUnavailableError } from './errors.ts'
import { openWritePool } from './hosts.ts'

/**
 * One connection to whichever host is the primary, for programs that run and end: migrations, the seeder.
 *
 * @returns the connection; `destroy` closes it
 * @throws {DatabaseUnavailableError} when none of the hosts is a primary; the driver's error when none can be reached
 */
export async function connectToPrimary(configuration: WriterConfiguration): Promise<HostPool> {
  let failure: unknown
  for (const host of configuration.target.hosts) {
    const client = openWritePool(configuration, host, 1)
    try {
      const [row] = await client.sql<{ standby: boolean }[]>`select pg_is_in_recovery() as standby`
      if (!row?.standby) return client
      failure ??= new DatabaseUnavailableError(`${host.host}:${host.port} is a standby, expected the primary`)
    }
    catch (error) {
      failure = error
    }
    await client.destroy()
  }
  throw failure
}
