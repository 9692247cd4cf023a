import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { adminUrl } from './context.ts'
import type { ClusterContext } from './context.ts'
import { nodePlace } from './data-directory.ts'
import { ensurePrimaryData, removeDrafts } from './data-folder.ts'
import { problem } from './errors.ts'
import { mostStandbys } from './options.ts'
import { findPostmaster, haltNode, livingNodes } from './postmaster.ts'
import type { Postmaster } from './postmaster.ts'
import { withDatabase } from './sql.ts'
import { awaitStreaming, bringUpStandby, connectionSetting, startOnFreePort, startPrimary } from './standby.ts'

/**
 * Gets primary and standbys running: adopts what runs and is sound, starts the rest. Call it under the folder's lock.
 *
 * @param alone whether nobody else uses the data folder, so that what runs may be restarted
 * @returns the ports by index, the primary's at 0
 */
export async function bringUp(context: ClusterContext, alone: boolean): Promise<number[]> {
  const primaryPort = await bringUpPrimary(context, alone)
  await ensureDatabase(primaryPort)
  const ports = await bringUpStandbys(context, primaryPort, alone)
  await awaitStreaming(context, ports, primaryPort)
  return [primaryPort, ...[...ports.entries()].sort(([a], [b]) => a - b).map(([, port]) => port)]
}

async function bringUpPrimary(context: ClusterContext, alone: boolean): Promise<number> {
  const place = nodePlace(context.base, 0)
  const running = findPostmaster(place)
  const sound = running !== undefined && await answers(running)
  if (running && !alone) {
    if (sound) {
      context.step(`joining the cluster that another process runs (primary on 127.0.0.1:${String(running.port)})`)
      return running.port
    }
    throw problem(`The primary in ${context.server.shown} belongs to another process and does not answer`, 'stop that process or choose another folder (--data)')
  }
  if (running && sound) {
    if (readRecord(context)?.settings === settingsKey(context)) {
      context.step(`taking over the primary that an earlier start left running on 127.0.0.1:${String(running.port)}`)
      return running.port
    }
    context.step('the settings changed: restarting what an earlier start left running')
  }
  await (alone ? haltAll(context) : haltNode(place))
  removeDrafts(place)
  if (await ensurePrimaryData(place, context.server)) context.step('created the primary (initdb)')
  const first = (alone ? undefined : readRecord(context)?.primaryPort) ?? context.firstPort
  const port = await startOnFreePort(context, place, first, new Set(), candidate => startPrimary(context, candidate))
  writeFileSync(recordFile(context), JSON.stringify({ settings: settingsKey(context), primaryPort: port }))
  context.step(`primary is ready on 127.0.0.1:${String(port)}`)
  return port
}

async function bringUpStandbys(context: ClusterContext, primaryPort: number, alone: boolean): Promise<Map<number, number>> {
  const ports = new Map<number, number>()
  const missing: number[] = []
  for (let index = 1; index <= mostStandbys; index++) {
    const place = nodePlace(context.base, index)
    const running = existsSync(place.folder) ? findPostmaster(place) : undefined
    if (running && (index <= context.standbys ? !alone || isSound(context, index, running, primaryPort) : !alone)) {
      if (index <= context.standbys) ports.set(index, running.port)
      continue
    }
    if (existsSync(place.folder)) await haltNode(place)
    removeDrafts(place)
    if (index <= context.standbys) missing.push(index)
  }
  const taken = new Set([primaryPort, ...ports.values()])
  const started = await Promise.allSettled(missing.map(async (index) => {
    const port = await bringUpStandby(context, index, primaryPort, primaryPort + index, taken)
    context.step(`${nodePlace(context.base, index).name} is ready on 127.0.0.1:${String(port)}`)
    ports.set(index, port)
  }))
  const failed = started.find(result => result.status === 'rejected')
  if (failed) throw failed.reason
  return ports
}

function isSound(context: ClusterContext, index: number, running: Postmaster, primaryPort: number): boolean {
  const place = nodePlace(context.base, index)
  return running.ready && !running.process.frozen
    && existsSync(join(place.folder, 'standby.signal'))
    && running.process.commandLine.includes(connectionSetting(place, primaryPort))
}

/** Stops every node, standbys first: a primary waits for standbys that do not answer. */
export async function haltAll(context: ClusterContext): Promise<void> {
  const left = livingNodes(Array.from({ length: mostStandbys + 1 }, (_value, index) => nodePlace(context.base, index)))
  if (left.length === 0) return
  context.step(`stopping ${left.map(place => place.name).join(', ')}`)
  const primary = nodePlace(context.base, 0).name
  await Promise.all(left.filter(place => place.name !== primary).map(haltNode))
  await Promise.all(left.filter(place => place.name === primary).map(haltNode))
}

async function answers(running: Postmaster): Promise<boolean> {
  if (!running.ready) return false
  try {
    return await withDatabase(adminUrl(running.port, 'postgres'), 2000, async sql => (await sql`select 1 where not pg_is_in_recovery()`).length === 1)
  }
  catch {
    return false
  }
}

async function ensureDatabase(primaryPort: number): Promise<void> {
  await withDatabase(adminUrl(primaryPort, 'postgres'), 30_000, async (sql) => {
    if ((await sql`select from pg_roles where rolname = 'kuberocks'`).length === 0) {
      await sql`create role kuberocks login in role pg_monitor`
    }
    if ((await sql`select from pg_database where datname = 'kuberocks'`).length === 0) {
      await sql`create database kuberocks owner kuberocks`
    }
  })
}

function settingsKey(context: ClusterContext): string {
  return JSON.stringify([context.server.binaries.version, context.firstPort, Object.entries(context.server.settings).sort()])
}

function recordFile(context: ClusterContext): string {
  return join(context.base, 'cluster.json')
}

function readRecord(context: ClusterContext): { settings: string, primaryPort: number } | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(recordFile(context), 'utf8'))
    if (typeof value !== 'object' || value === null || !('settings' in value) || !('primaryPort' in value)) return undefined
    return typeof value.settings === 'string' && typeof value.primaryPort === 'number' ? { settings: value.settings, primaryPort: value.primaryPort } : undefined
  }
  catch {
    return undefined
  }
}
