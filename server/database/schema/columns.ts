import { timestamp } from 'drizzle-orm/pg-core'

/**
 * A point in time, in milliseconds: what a JavaScript `Date` holds, so that a value read
 * and sent back compares equal to the stored one.
 */
export function moment(name: string) {
  return timestamp(name, { precision: 3, withTimezone: true, mode: 'date' })
}
