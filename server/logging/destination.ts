import { constants, openSync } from 'node:fs'
import process from 'node:process'
import SonicBoom from 'sonic-boom'
import { ConfigurationError } from '../database/errors.ts'

/** Bytes that are gathered before they are written, so that not every request costs a system call. */
const GATHERED_BYTES = 4096
/** Milliseconds after which fewer are written too. */
const FLUSH_MS = 200
/** Bytes that wait for a target that takes none; what comes then is lost. */
const MOST_BYTES = 1024 * 1024
/** Milliseconds for what is left when the process ends. */
const LAST_WRITE_MS = 500

/**
 * Opens what log lines are written to, in the background and some at a time. Nobody waits for it: where a disk is full, or a reader is
 * slow or gone, lines are lost.
 *
 * @param file its path; undefined: stdout
 * @throws {ConfigurationError} when the file cannot be opened
 */
export function openLogDestination(file: string | undefined): SonicBoom {
  let endBy = Infinity
  const destination = new SonicBoom({
    fd: file === undefined ? process.stdout.fd : openFile(file),
    minLength: GATHERED_BYTES, periodicFlush: FLUSH_MS, maxLength: MOST_BYTES,
    // A pipe that is full. At the end nobody may read it any more.
    retryEAGAIN: () => performance.now() < endBy,
  })
  destination.on('error', () => {})
  process.once('exit', () => {
    endBy = performance.now() + LAST_WRITE_MS
    try {
      destination.flushSync()
    }
    catch {
      // Lost, like any other line that nobody takes.
    }
  })
  return destination
}

function openFile(file: string): number {
  try {
    // Not waiting for whoever reads a named pipe; for a file it makes no difference.
    return openSync(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK, 0o640)
  }
  catch (error) {
    throw new ConfigurationError(`NUXT_LOG_FILE: cannot write to ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
