import { z } from 'zod'
import type { ConnectionTarget } from './connection-url.ts'
import { parseConnectionUrl } from './connection-url.ts'
import { ConfigurationError } from './errors.ts'

const expectedSeconds = 'expected whole seconds, 1 to 3600'
const seconds = z.string().regex(/^\d{1,4}$/, expectedSeconds).transform(Number)
  .pipe(z.number().min(1, expectedSeconds).max(3600, expectedSeconds))

/** Options of both URLs, by libpq's names: https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-PARAMKEYWORDS */
const writerOptionsSchema = z.strictObject({
  application_name: z.string().min(1, 'expected 1 to 63 characters').max(63, 'expected 1 to 63 characters').default('kuberocks'),
  connect_timeout: seconds.default(5),
  sslmode: z.enum(['disable', 'allow', 'prefer', 'require', 'verify-full'], 'expected disable, allow, prefer, require or verify-full').default('disable'),
})

const readerOptionsSchema = writerOptionsSchema.extend({
  load_balance_hosts: z.enum(['round_robin', 'random', 'disable'], 'expected round_robin, random or disable').default('round_robin'),
  target_session_attrs: z.literal('any', 'expected any').default('any'),
})

export type ConnectionOptions = z.infer<typeof writerOptionsSchema>
export type BalancingOptions = z.infer<typeof readerOptionsSchema>

/** Where and as whom to connect, and how. */
export interface WriterConfiguration { target: ConnectionTarget, options: ConnectionOptions }
export interface ReaderConfiguration { target: ConnectionTarget, options: BalancingOptions }
export interface DatabaseConfiguration { writer: WriterConfiguration, reader: ReaderConfiguration }

export interface DatabaseEnvironment {
  NUXT_DATABASE_URL?: string | undefined
  NUXT_DATABASE_RO_URL?: string | undefined
  NUXT_DATABASE_PASSWORD?: string | undefined
}

function readTarget(variable: string, url: string, password: string | undefined): ConnectionTarget {
  const target = parseConnectionUrl(variable, url)
  return password ? { ...target, password } : target
}

function readOptions<Schema extends z.ZodObject>(variable: string, schema: Schema, target: ConnectionTarget): z.infer<Schema> {
  const parsed = schema.safeParse(target.options)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const message = issue?.code === 'unrecognized_keys'
    ? `unknown option "${issue.keys.join('", "')}", expected one of ${Object.keys(schema.shape).join(', ')}`
    : `option "${String(issue?.path[0])}" is malformed, ${issue?.message}`
  throw new ConfigurationError(`${variable}: ${message}`)
}

/**
 * Reads the settings of the writer and the reader. Without `NUXT_DATABASE_RO_URL` the reader uses
 * the writer's hosts and account; `NUXT_DATABASE_PASSWORD` overrides the password of both.
 *
 * @throws {ConfigurationError} one line that names the variable and the option; never a password
 */
export function readDatabaseConfiguration(environment: DatabaseEnvironment): DatabaseConfiguration {
  const { NUXT_DATABASE_URL: url, NUXT_DATABASE_RO_URL: readUrl, NUXT_DATABASE_PASSWORD: password } = environment
  if (!url) {
    throw new ConfigurationError('NUXT_DATABASE_URL is not set, expected postgres://user:password@host:5432/database (npm run db starts a local one)')
  }
  const target = readTarget('NUXT_DATABASE_URL', url, password)
  if (target.hosts.length > 1) {
    throw new ConfigurationError('NUXT_DATABASE_URL names several hosts, expected the primary alone')
  }
  const writer = { target, options: readOptions('NUXT_DATABASE_URL', writerOptionsSchema, target) }
  if (!readUrl) {
    return { writer, reader: { target, options: readOptions('NUXT_DATABASE_URL', readerOptionsSchema, target) } }
  }
  const readTargetParts = readTarget('NUXT_DATABASE_RO_URL', readUrl, password)
  return {
    writer,
    reader: { target: readTargetParts, options: readOptions('NUXT_DATABASE_RO_URL', readerOptionsSchema, readTargetParts) },
  }
}
