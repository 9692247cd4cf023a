import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { cp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeBaseBackup } from '../../../scripts/local-cluster/base-backup.ts'
import { findPackage, prepareBinaries } from '../../../scripts/local-cluster/binaries.ts'
import { adminUrl, applicationUrl } from '../../../scripts/local-cluster/context.ts'
import { nodePlace } from '../../../scripts/local-cluster/data-directory.ts'
import type { LocalCluster } from '../../../scripts/local-cluster/index.ts'
import { startLocalCluster } from '../../../scripts/local-cluster/index.ts'
import { waitUntil } from '../../../scripts/local-cluster/polling.ts'
import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import { haltNode } from '../../../scripts/local-cluster/postmaster.ts'
import type { Account } from '../../../scripts/local-cluster/run-as.ts'
import { chooseAccount } from '../../../scripts/local-cluster/run-as.ts'
import { startServer } from '../../../scripts/local-cluster/server.ts'
import { withDatabase } from '../../../scripts/local-cluster/sql.ts'

/** Milliseconds for each step of backup and restore. */
const PATIENCE = 60_000

/** A cluster whose write-ahead log is archived, as an object store would be given it. */
export interface ArchivedCluster {
  cluster: LocalCluster
  adminUrl: string
  backUp: () => Promise<void>
  /** Closes the segment that is written to and waits until the archive has it; what `archive_timeout` does by and by. */
  archive: () => Promise<void>
  /** Ends every server at once, as if the machines were lost. */
  lose: () => Promise<void>
  /**
   * Makes the database anew out of backup and archive, and resolves with its URL when it takes writes.
   *
   * @param targetTime as Postgres writes times; undefined: as late as the archive goes
   */
  restore: (targetTime?: string) => Promise<string>
  remove: () => Promise<void>
}

/** @param firstPort the first to try */
export async function startArchivedCluster(firstPort: number): Promise<ArchivedCluster> {
  const account = chooseAccount('/nonexistent')
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kuberocks-restore-')))
  // A private folder would send root's data to a place of its own, outside this folder.
  chmodSync(folder, 0o755)
  const own = (name: string) => {
    const path = join(folder, name)
    mkdirSync(path, { mode: 0o700 })
    if (account) chownSync(path, account.uid, account.gid)
    return path
  }
  const [archive, backup] = [own('archive'), own('backup')]
  const cluster = await startLocalCluster({
    port: firstPort, standbys: 1, dataDirectory: join(folder, 'postgres'),
    // Whole, and under its final name only when it is: https://www.postgresql.org/docs/18/continuous-archiving.html
    settings: { archive_mode: 'on', archive_command: `test ! -f ${archive}/%f && cp %p ${archive}/%f.part && mv ${archive}/%f.part ${archive}/%f`, full_page_writes: 'on' },
  })
  const [primary] = cluster.nodes
  if (!primary) throw new Error('The cluster has no primary')
  const server = { binaries: prepareBinaries(findPackage(), account), account, settings: {}, shown: folder }
  const stops: (() => Promise<void>)[] = []
  let restored = 0

  return {
    cluster,
    adminUrl: primary.adminUrl,
    async backUp() {
      const source = { adminUrl: primary.adminUrl, folder: join(folder, 'postgres/primary'), account }
      await withDatabase(primary.adminUrl, PATIENCE, async sql => await takeBaseBackup(sql, source, backup))
    },
    async archive() {
      await withDatabase(primary.adminUrl, PATIENCE, async (sql) => {
        const [{ segment } = { segment: '' }] = await sql<{ segment: string }[]>`select pg_walfile_name(pg_switch_wal()) as segment`
        const isArchived = async () => (await sql`select 1 from pg_stat_archiver where last_archived_wal >= ${segment}`).length === 1
        if (!await waitUntil(isArchived, PATIENCE)) throw new Error(`${segment} was not archived`)
      })
    },
    async lose() {
      for (const node of cluster.nodes) await node.kill()
    },
    async restore(targetTime) {
      const place = nodePlace(own(`restored-${++restored}`), 0)
      // A copy: the backup serves the next restoration too.
      await cp(backup, place.folder, { recursive: true })
      writeFileSync(join(place.folder, 'recovery.signal'), '')
      if (account) giveTo(account, place.folder)
      const port = await nextFreePort(firstPort + 50, new Set())
      const recovery = { restore_command: `cp ${archive}/%f %p`, recovery_target_action: 'promote', ...targetTime === undefined ? {} : { recovery_target_time: targetTime } }
      stops.push(() => haltNode(place))
      await startServer(place, port, server, recovery, PATIENCE)
      const isPrimary = () => withDatabase(adminUrl(port), PATIENCE, async sql => (await sql`select 1 where not pg_is_in_recovery()`).length === 1)
      if (!await waitUntil(isPrimary, PATIENCE, 50)) throw new Error('The restored server is still in recovery')
      return applicationUrl(port)
    },
    async remove() {
      for (const stop of stops) await stop()
      await cluster.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function giveTo({ uid, gid }: Account, folder: string): void {
  for (const path of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) chownSync(join(folder, path), uid, gid)
}
