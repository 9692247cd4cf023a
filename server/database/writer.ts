import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'

/** The Drizzle instance over the primary, wherever it is. */
export type Writer = PostgresJsDatabase
