/**
 * A point in a cluster's history: what was written before it is seen by whoever has replayed up to it.
 * An LSN counts bytes of WAL and means something on its own timeline only:
 * https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-TIMELINES
 */
export interface Position {
  /** The cluster's identity, as `pg_control_system()` has it. */
  readonly system: string
  readonly timeline: number
  readonly lsn: bigint
}

/** Beyond every real LSN: only a primary is known to have it. */
export const UNREACHED_LSN = 0xFFFF_FFFF_FFFF_FFFFn

const lsnForm = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i

/**
 * Reads Postgres' form of an LSN, such as `16/B374D848`.
 *
 * @returns undefined for any other text
 */
export function parseLsn(text: string): bigint | undefined {
  const [, high, low] = lsnForm.exec(text) ?? []
  if (high === undefined || low === undefined) return undefined
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

/** Postgres' form of an LSN. */
export function formatLsn(lsn: bigint): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & 0xFFFF_FFFFn).toString(16)}`.toUpperCase()
}

/** Whether everything up to the second point is in what is known to reach up to the first; false where that cannot be told. */
export function reachesTo(first: Position, second: Position): boolean {
  return first.system === second.system && first.timeline === second.timeline && first.lsn >= second.lsn
}

/** The earliest of these points; undefined without any, when one is not known, or when they are not of one cluster and timeline. */
export function earliestPosition(positions: readonly (Position | undefined)[]): Position | undefined {
  let earliest = positions[0]
  for (const position of positions) {
    if (!earliest || !position) return undefined
    if (earliest.system !== position.system || earliest.timeline !== position.timeline) return undefined
    if (position.lsn < earliest.lsn) earliest = position
  }
  return earliest
}

/** The later of two points; of different clusters or timelines the second, which is the newer knowledge. */
export function laterPosition(first: Position | undefined, second: Position): Position {
  if (!first || first.system !== second.system) return second
  if (first.timeline !== second.timeline) return first.timeline > second.timeline ? first : second
  return first.lsn > second.lsn ? first : second
}
