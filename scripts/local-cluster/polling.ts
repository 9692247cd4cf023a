import { setTimeout as pause } from 'node:timers/promises'

/**
 * Asks again and again until the answer is yes.
 *
 * @param condition what must hold
 * @param deadline milliseconds until giving up
 * @param interval milliseconds between two questions
 * @returns false when the deadline passed
 */
export async function waitUntil(condition: () => boolean | Promise<boolean>, deadline: number, interval = 10): Promise<boolean> {
  const end = performance.now() + deadline
  for (;;) {
    if (await condition()) return true
    if (performance.now() >= end) return false
    await pause(interval)
  }
}

/** The same without giving way to anything else: only for the last moments of a process. */
export function waitUntilSync(condition: () => boolean, deadline: number, interval = 10): boolean {
  const end = performance.now() + deadline
  const cell = new Int32Array(new SharedArrayBuffer(4))
  for (;;) {
    if (condition()) return true
    if (performance.now() >= end) return false
    Atomics.wait(cell, 0, 0, interval)
  }
}
