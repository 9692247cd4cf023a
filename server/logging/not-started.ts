import process from 'node:process'

/**
 * Ends the process with one line for whoever started it. On stderr, and no JSON: it is read by people, and the log may be what is wrong.
 *
 * @param reason what was found and what was expected, one line
 */
export function refuseToStart(reason: string): never {
  process.stderr.write(`Not started: ${reason}\n`)
  process.exit(1)
}
