import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { chown, copyFile, lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode, problem } from './errors.ts'
import type { Account } from './run-as.ts'
import { withDatabase } from './sql.ts'
import type { Database } from './sql.ts'

/** Folders whose contents belong to the running server, or come again over the stream. */
const emptied = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans'])
const leftOut = /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|(standby|recovery)\.signal|postgresql\.auto\.conf\.tmp|pg_internal\.init.*|pgsql_tmp.*|t\d+_\d+.*)$/
const controlFile = join('global', 'pg_control')

/** Milliseconds for the whole of one seeding. */
const patience = 600_000

/** What a backup is made from and for whom. */
export interface BackupSource {
  /** The running primary, as superuser. */
  readonly adminUrl: string
  readonly folder: string
  readonly account: Account | undefined
}

/**
 * Copies a running primary into an empty folder which then starts as its standby. Sound under concurrent writes: it is
 * Postgres' own low-level backup; a replication slot keeps the WAL from its start on until `follow` is done.
 *
 * @param source the primary
 * @param target an existing empty folder
 * @param follow starts the standby and resolves when it streams
 * @returns what `follow` returns
 */
export async function seedStandby<T>(source: BackupSource, target: string, follow: () => Promise<T>): Promise<T> {
  return await withDatabase(source.adminUrl, patience, async (sql) => {
    const slot = `seed_${randomUUID().replaceAll('-', '')}`
    // A temporary slot goes with this connection, also when this process is killed.
    await sql`select pg_create_physical_replication_slot(${slot}, true, true)`
    await takeBaseBackup(sql, source, target)
    await writeOwned(join(target, 'standby.signal'), '', source.account)
    return await follow()
  })
}

/**
 * Copies a running primary into an empty folder, which with all write-ahead log from then on is the database at any later moment.
 *
 * @param sql a connection to that primary, as superuser, held until the end
 * @param target an existing empty folder
 */
export async function takeBaseBackup(sql: Database, source: BackupSource, target: string): Promise<void> {
  await refuseTablespaces(sql)
  await sql`select pg_backup_start('local cluster', true)`
  await copyData(source, target)
  const [stopped] = await sql<{ labelfile: string }[]>`select labelfile from pg_backup_stop(false)`
  if (stopped === undefined) throw new Error('pg_backup_stop returned nothing')
  await writeOwned(join(target, 'backup_label'), stopped.labelfile, source.account)
}

async function refuseTablespaces(sql: Database): Promise<void> {
  const [found] = await sql<{ name: string }[]>`select spcname as name from pg_tablespace where spcname not in ('pg_default', 'pg_global') limit 1`
  if (found) throw problem(`The tablespace ${found.name} cannot be copied to a standby on the same machine`, 'drop it or start with --standbys 0')
}

async function copyData(source: BackupSource, target: string): Promise<void> {
  const files: string[] = []
  await makeFolders(source, target, '', files)
  const queue = files.values()
  const copyNext = async () => {
    for (const file of queue) await copyOwned(join(source.folder, file), join(target, file), source.account)
  }
  await Promise.all([copyNext(), copyNext(), copyNext(), copyNext()])
  await copyControlFile(join(source.folder, controlFile), join(target, controlFile), source.account)
}

async function makeFolders(source: BackupSource, target: string, inside: string, files: string[]): Promise<void> {
  const entries = await readdir(join(source.folder, inside), { withFileTypes: true }).catch(ignoreVanished)
  for (const entry of entries ?? []) {
    const path = join(inside, entry.name)
    if (entry.isFile() && !leftOut.test(entry.name) && path !== controlFile) files.push(path)
    if (!entry.isDirectory() || leftOut.test(entry.name)) continue
    await makeOwned(join(target, path), source.account)
    if (!emptied.has(path)) await makeFolders(source, target, path, files)
    if (path === 'pg_wal') await makeOwned(join(target, path, 'archive_status'), source.account)
  }
}

async function makeOwned(path: string, account: Account | undefined): Promise<void> {
  await mkdir(path, { mode: 0o700 })
  if (account) await chown(path, account.uid, account.gid)
}

async function copyOwned(from: string, to: string, account: Account | undefined): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE)
  }
  catch (error) {
    // A table dropped meanwhile: the WAL says so too.
    if (errorCode(error) === 'ENOENT' && await lstat(from).catch(ignoreVanished) === undefined) return
    throw error
  }
  if (account) await chown(to, account.uid, account.gid)
}

/** The control file is rewritten in place: it is taken only when two looks agree. */
async function copyControlFile(from: string, to: string, account: Account | undefined): Promise<void> {
  let content = await readFile(from)
  for (;;) {
    const again = await readFile(from)
    if (again.equals(content)) break
    content = again
  }
  await writeOwned(to, content, account)
}

async function writeOwned(path: string, content: string | Buffer, account: Account | undefined): Promise<void> {
  await writeFile(path, content, { mode: 0o600 })
  if (account) await chown(path, account.uid, account.gid)
}

function ignoreVanished(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined
  throw error
}
