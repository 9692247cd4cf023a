import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { Binaries } from './binaries.ts'
import { explainOutput } from './errors.ts'
import { waitUntil } from './polling.ts'
import { findPostmaster, removeStalePidFile } from './postmaster.ts'
import type { NodePlace } from './postmaster.ts'
import type { Account } from './run-as.ts'

/** What starting a Postgres program takes, the same for all nodes of a cluster. */
export interface ServerOptions {
  readonly binaries: Binaries
  readonly account: Account | undefined
  readonly settings: Readonly<Record<string, string>>
  /** The data folder as the user knows it, for messages. */
  readonly shown: string
}

/** The port was taken between the look and the start. */
export class PortTakenError extends Error {}

/** Nothing here outlives a crash of the machine, which a development database need not; a crash of Postgres it does. */
const developmentSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '32MB',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'on',
  io_method: 'sync',
  wal_level: 'replica',
  max_wal_senders: '16',
  max_replication_slots: '16',
  wal_keep_size: '256MB',
  max_wal_size: '1GB',
  min_wal_size: '32MB',
  wal_retrieve_retry_interval: '200ms',
  hot_standby: 'on',
  hot_standby_feedback: 'off',
  timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
}

/** Options for `spawn` under which a Postgres program runs as the right user and is not disturbed by our environment. */
export function programOptions(account: Account | undefined) {
  return {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
  }
}

/** What a standby logs again and again when its data can never follow this primary. */
const hopeless = /requested WAL segment \S+ has already been removed|database system identifier differs|requested starting point \S+ .*is ahead of|highest timeline \d+ of the primary is behind/

const longestLog = 10 * 1024 * 1024

/**
 * Starts one node and resolves when it answers.
 *
 * @param place the node, not running
 * @param port where it is to listen
 * @param extra settings of this node alone
 * @param deadline milliseconds until it counts as failed; it is left running then
 * @throws PortTakenError when another program was faster; LocalClusterError when Postgres gave up or is not ready in time
 */
export async function startServer(place: NodePlace, port: number, options: ServerOptions, extra: Readonly<Record<string, string>>, deadline: number): Promise<void> {
  removeStalePidFile(place)
  const settings = { ...developmentSettings, ...options.settings, ...extra, cluster_name: place.title, port: String(port) }
  const log = openSync(place.logFile, 'a')
  if (statSync(place.logFile).size > longestLog) truncateSync(place.logFile)
  const before = statSync(place.logFile).size
  let failure: string | undefined
  try {
    const child = spawn(
      join(options.binaries.folder, 'bin', 'postgres'),
      ['-D', place.folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      // A session of its own: Ctrl-C in the terminal must reach the launcher alone, which stops the nodes in order.
      { ...programOptions(options.account), detached: true, stdio: ['ignore', log, log] },
    )
    child.once('error', (error) => {
      failure = error.message
    })
    child.once('exit', (code, signal) => {
      failure ??= `${place.name} ended with ${signal ?? `code ${String(code)}`}`
    })
    child.unref()
  }
  finally {
    closeSync(log)
  }
  const output = () => readFileSync(place.logFile).subarray(before).toString('utf8')
  let looks = 0
  await waitUntil(() => {
    // The log is read now and then: a standby without the WAL it needs would be waited for in vain.
    if (++looks % 40 === 0 && hopeless.test(output())) failure ??= `${place.name} can never follow the primary`
    return failure !== undefined || findPostmaster(place)?.ready === true
  }, deadline, 5)
  if (failure === undefined && findPostmaster(place)?.ready) return
  if (/could not bind IPv4 address|Address already in use/.test(output())) throw new PortTakenError(`port ${String(port)} is taken`)
  throw explainOutput(`${output()}\n${failure ?? 'it does not answer in time'}`, `Starting ${place.name}`, options.shown)
}
