import postgres from 'postgres'
import { readDatabaseConfiguration } from '../../server/database/configuration.ts'
import { connectToPrimary } from '../../server/database/primary-connection.ts'
import { tagNames } from './content.ts'
import { SeedError } from './errors.ts'
import { MAX_ARTICLES, MAX_SEED } from './limits.ts'
import { people } from './people.ts'
import { writeContent } from './write.ts'

export { SeedError } from './errors.ts'

export interface SeedOptions {
  /** The primary's address, `postgres://user:password@host:port/database`. */
  url: string
  /** Overrides the password in the URL. */
  password?: string | undefined
  /** 1 to 10,000,000. */
  articles?: number
  /** Whole number, 0 to 2^32 - 1: another seed, other content. */
  seed?: number
  /** Deletes all content that is there first. */
  reset?: boolean
  /** Told now and then how many of all articles are written. */
  onProgress?: (done: number, total: number) => void
}

export interface SeedResult { users: number, articles: number, comments: number, tags: number }

const contentTables = 'users, tags, articles, article_tags, comments'
const anyContent = 'select exists (select from users) or exists (select from tags) or exists (select from articles) as found'

function checkRange(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new SeedError(`${name} is ${value}, expected a whole number from ${least} to ${most}`)
}

/** Opens one connection, and closes it again whatever happens. */
async function withDatabase<Result>(url: string, password: string | undefined, work: (database: postgres.Sql) => Promise<Result>): Promise<Result> {
  const connection = await connectToPrimary(readDatabaseConfiguration({ NUXT_DATABASE_URL: url, NUXT_DATABASE_PASSWORD: password }).writer)
  try {
    return await work(connection.sql)
  }
  catch (error) {
    if (error instanceof postgres.PostgresError && error.code === '42P01') {
      throw new SeedError(`the database has no tables yet, run "npm run db:migrate" first (${error.message})`)
    }
    throw error
  }
  finally {
    await connection.destroy(5000)
  }
}

/**
 * Whether there are no users, tags and articles.
 *
 * @throws {SeedError} when the schema is missing; the driver's error when the database cannot be reached
 */
export async function isEmpty(url: string, password?: string): Promise<boolean> {
  return withDatabase(url, password, async (database) => {
    const [row] = await database.unsafe<{ found: boolean }[]>(anyContent)
    return row?.found === false
  })
}

/**
 * Fills the database with people, tags, articles and comments that are the same for the same seed.
 * An article of a rank (0 is the newest) is the same however many there are. All of it is one
 * transaction: a seed that fails leaves everything as it was.
 *
 * @throws {SeedError} on values out of range, a database that is not empty, a missing schema;
 * the driver's error when the database cannot be reached
 */
export async function seedDatabase({ url, password, articles = 500, seed = 1, reset = false, onProgress = () => {} }: SeedOptions): Promise<SeedResult> {
  checkRange('articles', articles, 1, MAX_ARTICLES)
  checkRange('seed', seed, 0, MAX_SEED)
  return withDatabase(url, password, async (database) => {
    const comments = await database.begin(async (transaction) => {
      await transaction.unsafe(`lock table ${contentTables} in share row exclusive mode`)
      const [row] = await transaction.unsafe<{ found: boolean }[]>(anyContent)
      if (row?.found && !reset) throw new SeedError('the database is not empty, use --reset to delete all of its content first')
      if (row?.found) await transaction.unsafe(`truncate ${contentTables} restart identity cascade`)
      return writeContent(transaction, { articles, seed, onProgress })
    })
    // Without this the planner knows nothing of the new rows, and index-only scans visit every one.
    await database.unsafe(`vacuum (analyze) ${contentTables}, article_counts, article_blocks`)
    return { users: people.length, articles, comments, tags: tagNames.length }
  })
}
