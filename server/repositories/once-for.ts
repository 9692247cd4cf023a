import type { ReadTransaction } from '../database/reader.ts'

/**
 * Makes a repository once for each Drizzle instance or transaction, so that its statements are prepared once.
 *
 * @returns what gives the repository of an instance
 */
export function onceFor<Repository>(create: (database: ReadTransaction) => Repository): (database: ReadTransaction) => Repository {
  const repositories = new WeakMap<ReadTransaction, { repository: Repository }>()
  return (database) => {
    const known = repositories.get(database) ?? { repository: create(database) }
    repositories.set(database, known)
    return known.repository
  }
}
