import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findPackage, prepareBinaries } from './binaries.ts'
import { bringUp, haltAll } from './bring-up.ts'
import { applicationUrl } from './context.ts'
import type { ClusterContext } from './context.ts'
import { giveToOwner, prepareDataDirectory } from './data-directory.ts'
import { explain } from './errors.ts'
import { stopAtExit } from './last-moment.ts'
import { withLock } from './lock.ts'
import { countMembers, joinMembers } from './membership.ts'
import type { Membership } from './membership.ts'
import { describeNode } from './node.ts'
import type { LocalClusterNode } from './node.ts'
import { checkNumbers } from './options.ts'
import type { LocalClusterOptions } from './options.ts'
import { watchStandbys } from './standby-watch.ts'

/** A running cluster of this process; others may share it. */
export interface LocalCluster {
  /** For the application's writer: `postgres://kuberocks@127.0.0.1:PORT/kuberocks`. */
  readonly primaryUrl: string
  /** For the application's reader: the primary and its standbys as hosts of one URL. */
  readonly readUrl: string
  /** The primary, then its standbys. */
  readonly nodes: readonly LocalClusterNode[]
  /** Leaves the cluster; the last one to leave stops it, and this resolves when its processes are gone. */
  stop(): Promise<void>
}

const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Starts a Postgres primary and its streaming standbys from the npm platform package, or joins those that already run on
 * the data folder. Data is kept between starts. Should this process exit without `stop`, the cluster is stopped all the
 * same; should it be killed, the next start takes over or replaces what is left.
 *
 * @param options every part has a default
 * @throws LocalClusterError with one line that says what is wrong and what to do
 */
export async function startLocalCluster(options: LocalClusterOptions = {}): Promise<LocalCluster> {
  const requested = options.dataDirectory ?? join(projectRoot, '.data', 'postgres')
  try {
    return await start(options, requested)
  }
  catch (error) {
    throw explain(error, requested)
  }
}

async function start(options: LocalClusterOptions, requested: string): Promise<LocalCluster> {
  const began = performance.now()
  const { port: firstPort, standbys } = checkNumbers(options)
  const step = options.onStep ?? (() => {})
  const packageFolder = findPackage()
  const { shown, base, account } = await prepareDataDirectory(requested)
  const binaries = prepareBinaries(packageFolder, account)
  step(`Postgres ${binaries.version}${account ? ` as ${account.name} (it refuses root)` : ''}, data in ${shown}${base === shown ? '' : ` (really ${base})`}`)
  const context: ClusterContext = { base, server: { binaries, account, settings: options.settings ?? {}, shown }, firstPort, standbys, step }

  const { ports, membership, forget } = await withLock(base, async () => {
    const own = joinMembers(base)
    const forget = stopAtExit({ base, membership: own })
    try {
      const ports = await bringUp(context, countMembers(base) === 1)
      giveToOwner(base)
      return { ports, membership: own, forget }
    }
    catch (error) {
      await leave(context, own)
      forget()
      throw error
    }
  }, pid => step(`waiting for process ${String(pid)}, which is starting or stopping the same cluster`))

  const stopWatching = watchStandbys(context, ports)
  step(`ready in ${((performance.now() - began) / 1000).toFixed(2)} s`)
  let stopping: Promise<void> | undefined
  const stop = async () => {
    await stopWatching()
    // Without its folder there is nobody to agree with.
    await (existsSync(base) ? withLock(base, () => leave(context, membership)) : haltAll(context))
    forget()
  }
  return {
    primaryUrl: applicationUrl(ports[0] ?? firstPort),
    readUrl: applicationUrl(...ports),
    nodes: ports.map((_port, index) => describeNode(context, index, ports)),
    stop: () => stopping ??= stop(),
  }
}

async function leave(context: ClusterContext, membership: Membership): Promise<void> {
  membership.leave()
  if (countMembers(context.base) === 0) await haltAll(context)
  else context.step('others still use the cluster: it keeps running')
}
