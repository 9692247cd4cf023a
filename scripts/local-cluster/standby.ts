import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { seedStandby } from './base-backup.ts'
import { adminUrl } from './context.ts'
import type { ClusterContext } from './context.ts'
import { nodePlace } from './data-directory.ts'
import { canFollow, makeDraft, readIdentity } from './data-folder.ts'
import { LocalClusterError } from './errors.ts'
import { waitUntil } from './polling.ts'
import { nextFreePort } from './ports.ts'
import { haltNode } from './postmaster.ts'
import type { NodePlace } from './postmaster.ts'
import { PortTakenError, startServer } from './server.ts'
import { isStranded, receivingStandbys } from './replication.ts'

/** Milliseconds a server may take to answer: after kill -9 it first reads all it had not written. */
const patience = { primary: 120_000, standby: 20_000, seeded: 120_000 }

/** How long a standby may take to connect before anybody asks whether it still can. */
const grace = 3000

/**
 * Starts a server on the first free port.
 *
 * @param taken ports to pass over; the chosen one is added
 * @returns the port
 */
export async function startOnFreePort(context: ClusterContext, place: NodePlace, first: number, taken: Set<number>, start: (port: number) => Promise<void>): Promise<number> {
  for (;;) {
    const port = await nextFreePort(first, taken)
    // Another node may have chosen it during the look.
    if (taken.has(port)) continue
    taken.add(port)
    try {
      await start(port)
      if (port !== first) context.step(`port ${String(first)} is taken: ${place.name} uses ${String(port)}`)
      return port
    }
    catch (error) {
      if (!(error instanceof PortTakenError)) throw error
    }
  }
}

/** Starts the primary on a given port. */
export async function startPrimary(context: ClusterContext, port: number): Promise<void> {
  await startServer(nodePlace(context.base, 0), port, context.server, {}, patience.primary)
}

/** The setting by which a standby finds its primary; given at every start, so ports may change. */
export function connectionSetting(place: NodePlace, primaryPort: number): string {
  return `host=127.0.0.1 port=${String(primaryPort)} user=postgres application_name=${place.name}`
}

/** Starts a standby on a given port. */
export async function startStandby(context: ClusterContext, index: number, port: number, primaryPort: number, deadline = patience.standby): Promise<void> {
  const place = nodePlace(context.base, index)
  await startServer(place, port, context.server, { primary_conninfo: connectionSetting(place, primaryPort) }, deadline)
}

/**
 * Brings up a standby that does not run: on its own data if that can follow the primary, else on a fresh copy.
 *
 * @returns its port
 */
export async function bringUpStandby(context: ClusterContext, index: number, primaryPort: number, first: number, taken: Set<number>): Promise<number> {
  const place = nodePlace(context.base, index)
  const primary = readIdentity(nodePlace(context.base, 0).folder)
  if (existsSync(place.folder)) {
    if (primary && canFollow(place.folder, primary)) {
      try {
        return await startOnFreePort(context, place, first, taken, port => startStandby(context, index, port, primaryPort))
      }
      catch (error) {
        if (!(error instanceof LocalClusterError)) throw error
        context.step(`${place.name} cannot go on from its data: copying the primary anew`)
      }
    }
    else {
      context.step(`${place.name} has data of another history: copying the primary anew`)
    }
  }
  else {
    context.step(`copying the primary to ${place.name}`)
  }
  return await seed(context, index, primaryPort, () =>
    startOnFreePort(context, place, first, taken, port => startStandby(context, index, port, primaryPort, patience.seeded)))
}

/**
 * Replaces the data of a standby by a fresh copy of the running primary. Call it under the folder's lock.
 *
 * @param start starts the standby on its new data
 * @returns what `start` returns
 */
export async function seed<T>(context: ClusterContext, index: number, primaryPort: number, start: () => Promise<T>): Promise<T> {
  const place = nodePlace(context.base, index)
  const draft = makeDraft(place, context.server)
  const source = { adminUrl: adminUrl(primaryPort, 'postgres'), folder: nodePlace(context.base, 0).folder, account: context.server.account }
  try {
    return await seedStandby(source, draft, async () => {
      await haltNode(place)
      await rm(place.folder, { recursive: true, force: true })
      await rename(draft, place.folder)
      const result = await start()
      await waitUntil(async () => (await receivingStandbys(primaryPort)).get(place.name) === 'streaming', patience.seeded, 20)
      return result
    })
  }
  finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/**
 * Waits until the standbys stream and copies those anew that never will. Call it under the folder's lock.
 *
 * @param ports by index of the standby
 */
export async function awaitStreaming(context: ClusterContext, ports: ReadonlyMap<number, number>, primaryPort: number): Promise<void> {
  const names = [...ports.keys()].map(index => nodePlace(context.base, index).name)
  await waitUntil(async () => {
    const receiving = await receivingStandbys(primaryPort)
    return names.every(name => receiving.has(name))
  }, grace, 20)
  const receiving = await receivingStandbys(primaryPort)
  for (const [index, port] of ports) {
    const { name } = nodePlace(context.base, index)
    if (receiving.has(name)) continue
    // One that does not answer at all proves nothing; the watch goes on looking.
    if (await isStranded(port, primaryPort).catch(() => false)) await reseed(context, index, port, primaryPort)
    else context.step(`${name} does not stream yet`)
  }
}

/** Copies the primary anew to a standby that can never catch up. Call it under the folder's lock. */
export async function reseed(context: ClusterContext, index: number, port: number, primaryPort: number): Promise<void> {
  const { name } = nodePlace(context.base, index)
  context.step(`${name} cannot catch up any more: copying the primary anew`)
  await seed(context, index, primaryPort, () => startStandby(context, index, port, primaryPort, patience.seeded))
  context.step(`${name} follows again on 127.0.0.1:${String(port)}`)
}
