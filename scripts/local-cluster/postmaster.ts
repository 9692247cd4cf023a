import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { waitUntil, waitUntilSync } from './polling.ts'
import { inspectProcess, listProcesses, signalProcess } from './processes.ts'
import type { ProcessInfo } from './processes.ts'

/** Where one node lives. */
export interface NodePlace {
  readonly name: string
  /** The data folder of this node, absolute and without symlinks. */
  readonly folder: string
  readonly logFile: string
  /** Part of the titles of the node's processes, unlike that of any other node of this machine. */
  readonly title: string
}

/** A living postmaster. */
export interface Postmaster { readonly process: ProcessInfo, readonly port: number, readonly ready: boolean }

/** Reads the lines of a postmaster.pid; undefined while it is not complete. */
export function parsePidFile(text: string): { pid: number, port: number, ready: boolean } | undefined {
  const lines = text.split('\n')
  const [pid, port] = [Number.parseInt(lines[0] ?? '', 10), Number.parseInt(lines[3] ?? '', 10)]
  // The pid is negative in a single-user server.
  if (!(pid > 0)) return undefined
  return { pid, port: Number.isNaN(port) ? 0 : port, ready: lines[7]?.trim() === 'ready' }
}

/** The node's postmaster, or undefined when it is dead, a zombie, or its pid belongs to another program. */
export function findPostmaster(place: NodePlace): Postmaster | undefined {
  const recorded = parsePidFile(readPidFile(place))
  const info = recorded && inspectProcess(recorded.pid)
  if (recorded === undefined || info === undefined || !isPostmasterOf(info, place)) return undefined
  return { process: info, port: recorded.port, ready: recorded.ready }
}

/** All living processes of the node, also those whose postmaster is dead, and an initdb that outlived its launcher. */
function nodeProcesses(place: NodePlace): ProcessInfo[] {
  const owner = statSync(place.folder, { throwIfNoEntry: false })?.uid
  return listProcesses(commandLine => isOf(commandLine, place)).filter(info => owner === undefined || info.uid === owner)
}

/** Which of the nodes have living processes; one look at the process table for all. */
export function livingNodes(places: readonly NodePlace[]): NodePlace[] {
  const found = new Set<NodePlace>()
  listProcesses((commandLine) => {
    const place = places.find(candidate => isOf(commandLine, candidate))
    if (place) found.add(place)
    return false
  })
  return [...found]
}

function isOf(commandLine: string, place: NodePlace): boolean {
  return isPostmasterOf({ commandLine }, place)
    || commandLine.startsWith(`postgres: ${place.title}: `)
    || commandLine.includes(` -D ${draftPrefix(place)}`)
}

/** How the names of folders begin that become the node's once they are complete. */
export function draftPrefix(place: NodePlace): string {
  return `${place.folder}.new-`
}

function isPostmasterOf(info: Pick<ProcessInfo, 'commandLine'>, place: NodePlace): boolean {
  return info.commandLine.includes(`/postgres -D ${place.folder} -c `)
}

function readPidFile(place: NodePlace): string {
  try {
    return readFileSync(join(place.folder, 'postmaster.pid'), 'utf8')
  }
  catch {
    return ''
  }
}

/** Removes a postmaster.pid that names no postmaster of this node: Postgres would refuse to start over a zombie's. */
export function removeStalePidFile(place: NodePlace): void {
  if (findPostmaster(place) === undefined) rmSync(join(place.folder, 'postmaster.pid'), { force: true })
}

/** Stops the node and all it started in their tracks, as if the machine had stalled. */
export function freezeNode(place: NodePlace): void {
  // The postmaster first: it starts no more children then.
  for (const info of postmasterFirst(place)) signalProcess(info, 'SIGSTOP')
  for (const info of nodeProcesses(place)) signalProcess(info, 'SIGSTOP')
}

/** Lets a frozen node go on. */
export function thawNode(place: NodePlace): void {
  for (const info of postmasterFirst(place).reverse()) signalProcess(info, 'SIGCONT')
}

function postmasterFirst(place: NodePlace): ProcessInfo[] {
  return nodeProcesses(place).sort((a, b) => Number(isPostmasterOf(b, place)) - Number(isPostmasterOf(a, place)))
}

/** What a stop sends, and for how many milliseconds it then waits. */
const escalation = [['SIGINT', 4000], ['SIGQUIT', 1500]] as const

/**
 * Stops the node: orderly, else at once, else by force. Resolves when no process of it is left.
 *
 * @param place the node; a frozen or half-dead one is fine
 */
export async function haltNode(place: NodePlace): Promise<void> {
  thawNode(place)
  for (const [signal, deadline] of escalation) {
    const postmaster = findPostmaster(place)
    if (postmaster === undefined) break
    signalProcess(postmaster.process, signal)
    if (await waitUntil(() => inspectProcess(postmaster.process.pid)?.startTime !== postmaster.process.startTime, deadline, 5)) break
  }
  await killNode(place)
}

/** Ends all processes of the node with SIGKILL and resolves when they are gone. */
export async function killNode(place: NodePlace): Promise<void> {
  // A child may have been born between the look and the signal: look again until there is none.
  await waitUntil(() => killRound(place), 10_000, 5)
  removeStalePidFile(place)
}

/** {@link haltNode} without giving way to anything else. */
export function haltNodeSync(place: NodePlace): void {
  thawNode(place)
  const postmaster = findPostmaster(place)
  if (postmaster !== undefined) {
    signalProcess(postmaster.process, 'SIGINT')
    waitUntilSync(() => inspectProcess(postmaster.process.pid)?.startTime !== postmaster.process.startTime, 2000, 5)
  }
  waitUntilSync(() => killRound(place), 2000, 5)
  removeStalePidFile(place)
}

function killRound(place: NodePlace): boolean {
  const living = postmasterFirst(place)
  for (const info of living) signalProcess(info, 'SIGKILL')
  return living.length === 0
}
