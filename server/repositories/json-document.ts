import type { SQL, SQLWrapper } from 'drizzle-orm'
import { sql } from 'drizzle-orm'

declare const described: unique symbol

/** The JSON text of a value, as Postgres made it: what is sent needs no parsing and no second writing. */
export type Json<Value> = string & { readonly [described]?: Value }

/** One JSON document and its version: 16 hexadecimal digits that differ whenever the text does. */
export interface JsonDocument<Value> {
  version: string
  /** Null when the caller knows this version. */
  json: Json<Value> | null
}

/** The versions that the caller knows, each in double quotes, in one text: what `If-None-Match` is. */
const knownVersions = sql.placeholder('known')

/** A column of `source` by its name. */
export function column<Value>(name: string): SQL<Value> {
  return sql<Value>`${sql.identifier(name)}`
}

/**
 * What to select from `versioned(source)`: a known version costs neither the sending of the text nor its reading.
 * Version and text are of one statement, hence of one moment of one host.
 */
export function documentFields<Value>() {
  return {
    version: column<string>('version'),
    json: sql<Json<Value> | null>`case when position('"' || version || '"' in ${knownVersions}) = 0 then body end`,
  }
}

/** @param source a query with the document as `body`, of type json, and whatever else is to be selected */
export function versioned(source: SQLWrapper): SQL {
  // Postgres' own hash of 64 bits: MD5 of a long article would cost a tenth of its whole statement.
  const version = sql`lpad(to_hex(hashtextextended(body, 0)), 16, '0')`
  // `offset 0` keeps the planner from merging the levels and building the document twice.
  return sql`(select *, ${version} as version from (select source.*, source.document::text as body from (${source} offset 0) source offset 0) texts offset 0) versions`
}
