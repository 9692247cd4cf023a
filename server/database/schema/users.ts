import { integer, pgTable, varchar } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** People who write articles and comments. The name is public and unique: it is the `author` filter. */
export const users = pgTable('users', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  name: varchar('name', { length: 255 }).notNull().unique(),
  email: varchar('email', { length: 255 }).notNull().unique(),
  createdAt: moment('created_at').notNull().defaultNow(),
})
