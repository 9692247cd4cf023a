import { z } from 'zod'
import type { ConnectionTarget } from './connection-url.ts'
import { parseConnectionUrl } from './connection-url.ts'
import { ConfigurationError } from './errors.ts'

const choice = <const Choices extends readonly [string, ...string[]]>(...choices: Choices) =>
  z.enum(choices, `expected ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`)

/** A duration in seconds as the URL has it, in milliseconds as the code uses it. */
const seconds = (least: number, most: number, byDefault: number) => {
  const expected = `expected seconds, ${least} to ${most}`
  return z.string().regex(/^\d{1,4}(\.\d{1,3})?$/, expected).transform(text => Number(text) * 1000)
    .pipe(z.number().min(least * 1000, expected).max(most * 1000, expected)).default(byDefault * 1000)
}

/** Options of both URLs; libpq's names where it has them: https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-PARAMKEYWORDS */
const writerOptionsSchema = z.strictObject({
  application_name: z.string().min(1, 'expected 1 to 63 characters').max(63, 'expected 1 to 63 characters').default('kuberocks'),
  connect_timeout: seconds(1, 3600, 5),
  host_recheck: seconds(0.1, 3600, 1),
  sslmode: choice('disable', 'prefer', 'require', 'verify-full').default('disable'),
})

const readerOptionsSchema = writerOptionsSchema.extend({
  discovery: choice('static', 'dns').default('static'),
  dns_interval: seconds(0.1, 3600, 5),
  load_balance_hosts: choice('round_robin', 'random', 'disable').default('round_robin'),
  max_lag: seconds(0.1, 3600, 10),
  read_timeout: seconds(0.1, 3600, 1),
  target_session_attrs: choice('any', 'primary', 'standby', 'prefer-standby').default('any'),
})

/** Durations are milliseconds. */
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

/** With two addresses the reader's options stand in its own. */
function hintAtReader(options: readonly string[]): string {
  return options.some(option => Object.hasOwn(readerOptionsSchema.shape, option)) ? ' (it is of the reader: set it in NUXT_DATABASE_RO_URL)' : ''
}

function readOptions<Schema extends z.ZodObject>(variable: string, schema: Schema, target: ConnectionTarget): z.infer<Schema> {
  const parsed = schema.safeParse(target.options)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const message = issue?.code === 'unrecognized_keys'
    ? `unknown option "${issue.keys.join('", "')}", expected one of ${Object.keys(schema.shape).join(', ')}${hintAtReader(issue.keys)}`
    : `option "${String(issue?.path[0])}" is malformed, ${issue?.message}`
  throw new ConfigurationError(`${variable}: ${message}`)
}

/**
 * Reads the settings of the writer and the reader. Without `NUXT_DATABASE_RO_URL` the reader uses
 * the writer's hosts, account and options; `NUXT_DATABASE_PASSWORD` overrides the password of both.
 *
 * @throws {ConfigurationError} one line that names the variable and the option; never a password
 */
export function readDatabaseConfiguration(environment: DatabaseEnvironment): DatabaseConfiguration {
  const { NUXT_DATABASE_URL: url, NUXT_DATABASE_RO_URL: readUrl, NUXT_DATABASE_PASSWORD: password } = environment
  if (!url) {
    throw new ConfigurationError('NUXT_DATABASE_URL is not set, expected postgres://user:password@host:5432/database (npm run db starts a local one)')
  }
  const target = readTarget('NUXT_DATABASE_URL', url, password)
  if (!readUrl) {
    const both = { target, options: readOptions('NUXT_DATABASE_URL', readerOptionsSchema, target) }
    return { writer: both, reader: both }
  }
  const readerTarget = readTarget('NUXT_DATABASE_RO_URL', readUrl, password)
  return {
    writer: { target, options: readOptions('NUXT_DATABASE_URL', writerOptionsSchema, target) },
    reader: { target: readerTarget, options: readOptions('NUXT_DATABASE_RO_URL', readerOptionsSchema, readerTarget) },
  }
}
