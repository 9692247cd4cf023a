import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { inject } from 'vitest'

/** Runs the work over one connection to this address and closes it. */
export async function withConnection<Result>(url: string, work: (sql: postgres.Sql) => Promise<Result>): Promise<Result> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await work(sql)
  }
  finally {
    await sql.end({ timeout: 5 })
  }
}

/** An empty database of its own beside the shared one. */
export interface EmptyDatabase { url: string, drop: () => Promise<void> }

export async function createEmptyDatabase(): Promise<EmptyDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const [primary] = inject('hosts')
  if (!primary) throw new Error('the cluster has no primary')
  await withConnection(primary.adminUrl, sql => sql`create database ${sql(name)} owner kuberocks`)
  return {
    url: primary.url.replace(/\/[^/]*$/, `/${name}`),
    drop: () => withConnection(primary.adminUrl, async sql => void await sql`drop database ${sql(name)} with (force)`),
  }
}

/** Runs the work with an empty database of its own, and drops it. */
export async function withEmptyDatabase<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const { url, drop } = await createEmptyDatabase()
  try {
    return await work(url)
  }
  finally {
    await drop()
  }
}

/**
 * How often each host has scanned an index, as Postgres counts it. A connection's counts arrive
 * when it closes, so close what has read before asking.
 */
export async function countIndexScans(index: string): Promise<number[]> {
  return Promise.all(inject('hosts').map(({ adminUrl }) =>
    withConnection(adminUrl.replace(/\/[^/]*$/, '/kuberocks'), async (sql) => {
      const [row] = await sql<{ scans: number }[]>`select idx_scan::int as scans from pg_stat_user_indexes where indexrelname = ${index}`
      if (!row) throw new Error(`there is no index ${index}`)
      return row.scans
    })))
}
