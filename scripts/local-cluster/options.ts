import { problem } from './errors.ts'

/** What a cluster may be asked for; every part has a default. */
export interface LocalClusterOptions {
  /** Where the data is kept; default `.data/postgres` below the project's root. */
  dataDirectory?: string
  /** First port to try for the primary, default 15432; each node takes the next free one. */
  port?: number
  /** How many streaming standbys, 0 to 8; default 2. */
  standbys?: number
  /** Further Postgres settings for every node; they win over the cluster's own. */
  settings?: Readonly<Record<string, string>>
  /** Receives one line per step of starting, stopping and re-seeding. */
  onStep?: (line: string) => void
}

export const mostStandbys = 8
const defaultPort = 15432
const defaultStandbys = 2

/**
 * Checks the numbers a caller gave and fills in the defaults.
 *
 * @throws LocalClusterError that names the option and what was expected
 */
export function checkNumbers(options: LocalClusterOptions): { port: number, standbys: number } {
  const { port = defaultPort, standbys = defaultStandbys } = options
  return {
    port: wholeNumber('--port', String(port), 1024, 65_000),
    standbys: wholeNumber('--standbys', String(standbys), 0, mostStandbys),
  }
}

/**
 * Reads one whole number as typed by a user.
 *
 * @throws LocalClusterError that names the option and the range
 */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw problem(
    `${option} ${JSON.stringify(text)} is not a whole number from ${String(least)} to ${String(most)}`,
    `give one, for example ${option} ${String(Math.max(least, 2))}`,
  )
}
