import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { errorCode, problem } from './errors.ts'
import { waitUntilSync } from './polling.ts'
import { inspectProcess, isSameProcess } from './processes.ts'

/*
 * Node has no flock. Each holder owns a numbered ticket, `lock-<n>`, made by link() and so complete from
 * its first moment; the highest ticket decides. It is never deleted, only followed by the next number or
 * marked as released, so two processes that both see a dead holder cannot both become the next.
 */
interface Ticket { readonly pid: number, readonly startTime: string, readonly released: boolean }

const patience = 120_000
const waitingHere = new Map<string, Promise<unknown>>()

/**
 * Runs the work while no other process, and nothing else in this one, holds the folder's lock.
 * The lock of a process that died is free.
 *
 * @param folder an existing folder
 * @param onWait called once, with the holder's pid, when the lock is not free at once
 * @throws LocalClusterError when the holder does not finish within two minutes; whatever the work throws
 */
export async function withLock<T>(folder: string, work: () => Promise<T>, onWait?: (pid: number) => void): Promise<T> {
  const before = waitingHere.get(folder) ?? Promise.resolve()
  const turn = Promise.withResolvers<undefined>()
  waitingHere.set(folder, before.then(() => turn.promise))
  await before
  try {
    const release = await acquire(folder, onWait)
    try {
      return await work()
    }
    finally {
      release()
    }
  }
  finally {
    turn.resolve(undefined)
  }
}

async function acquire(folder: string, onWait?: (pid: number) => void): Promise<() => void> {
  const end = performance.now() + patience
  for (let told = false; ; told = true) {
    const attempt = tryAcquire(folder)
    if (typeof attempt === 'function') return attempt
    if (!told) onWait?.(attempt)
    if (performance.now() > end) {
      throw problem(`Process ${String(attempt)} has been starting or stopping ${folder} for two minutes`, `end it (kill ${String(attempt)}) or choose another folder (--data)`)
    }
    await pause(25)
  }
}

/** Takes the lock without giving way to anything else; undefined when it is not free within `deadline` milliseconds. */
export function acquireSync(folder: string, deadline: number): (() => void) | undefined {
  let release: (() => void) | undefined
  waitUntilSync(() => {
    const attempt = tryAcquire(folder)
    if (typeof attempt === 'function') release = attempt
    return release !== undefined
  }, deadline, 25)
  return release
}

/** Returns the function that releases the lock, or the pid of its living holder. */
function tryAcquire(folder: string): (() => void) | number {
  const highest = ticketNumbers(folder).at(-1) ?? 0
  const holder = readTicket(folder, highest)
  if (holder !== undefined && !holder.released && isSameProcess(holder)) return holder.pid
  const mine = highest + 1
  const startTime = inspectProcess(process.pid)?.startTime ?? ''
  const name = join(folder, `lock-${String(mine)}`)
  const draft = `${name}.${String(process.pid)}`
  const write = (released: boolean) => writeFileSync(draft, JSON.stringify({ pid: process.pid, startTime, released }))
  write(false)
  try {
    linkSync(draft, name)
  }
  catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    return readTicket(folder, mine)?.pid ?? process.pid
  }
  finally {
    rmSync(draft, { force: true })
  }
  const numbers = ticketNumbers(folder)
  const last = numbers.at(-1)
  if (last !== undefined && last > mine) {
    rmSync(name, { force: true })
    return readTicket(folder, last)?.pid ?? process.pid
  }
  for (const number of numbers) if (number < mine) rmSync(join(folder, `lock-${String(number)}`), { force: true })
  return () => {
    write(true)
    renameSync(draft, name)
  }
}

function ticketNumbers(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const match = /^lock-(\d+)$/.exec(name)
    return match ? [Number(match[1])] : []
  }).sort((a, b) => a - b)
}

function readTicket(folder: string, number: number): Ticket | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, `lock-${String(number)}`), 'utf8'))
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('startTime' in value) || !('released' in value)) return undefined
    if (typeof value.pid !== 'number' || typeof value.startTime !== 'string') return undefined
    return { pid: value.pid, startTime: value.startTime, released: value.released === true }
  }
  catch {
    return undefined
  }
}
