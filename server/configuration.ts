import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { DatabaseConfiguration } from './database/configuration.ts'
import { readDatabaseConfiguration } from './database/configuration.ts'
import { ConfigurationError } from './database/errors.ts'
import type { TracingConfiguration } from './tracing/configuration.ts'
import { readTracing } from './tracing/configuration.ts'

const databaseVariables = ['NUXT_DATABASE_URL', 'NUXT_DATABASE_RO_URL', 'NUXT_DATABASE_PASSWORD']

/** Where Nitro listens unless it is told. */
const DEFAULT_PORT = 3000

const expectedPort = 'expected a port, 0 to 65535'
const port = z.string(expectedPort).regex(/^\d{1,5}$/, expectedPort).refine(text => Number(text) <= 65_535, expectedPort).optional()

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const expectedSeconds = 'expected whole seconds, 0 to 300'

const expectedMebibytes = 'expected whole mebibytes, 0 to 65536'

const siteSchema = z.object({
  PORT: port,
  NITRO_PORT: port,
  HOST: z.string().optional(),
  NITRO_HOST: z.string().optional(),
  NUXT_METRICS_PORT: port,
  NUXT_DRAIN_SECONDS: z.string(expectedSeconds).regex(/^\d{1,3}$/, expectedSeconds).refine(text => Number(text) <= 300, expectedSeconds).default('0').transform(Number),
  NUXT_PAGE_CACHE_MIB: z.string(expectedMebibytes).regex(/^\d{1,5}$/, expectedMebibytes).refine(text => Number(text) <= 65_536, expectedMebibytes).default('32').transform(Number),
  NUXT_LOG_LEVEL: z.enum(levels, `expected one of ${levels.join(', ')}`).default('info'),
  NUXT_LOG_FILE: z.string().optional(),
  NUXT_SESSION_SECRET: z.string()
    .refine(secret => Buffer.byteLength(secret) >= 32, 'expected a secret of at least 32 bytes').optional(),
  NUXT_PUBLIC_SITE_URL: z.url({ protocol: /^https?$/, error: 'expected an absolute address such as https://example.org' }).optional(),
})

export interface MetricsConfiguration {
  port: number
  /** Undefined: all interfaces. */
  host: string | undefined
}

export interface Configuration {
  database: DatabaseConfiguration
  /** Where metrics are served; undefined: nowhere. */
  metrics: MetricsConfiguration | undefined
  /** What is logged in a production build; undefined for `file`: stdout. */
  log: { level: typeof levels[number], file: string | undefined }
  /** How requests are traced; undefined: not at all. */
  tracing: TracingConfiguration | undefined
  /** How long the process says that it is not ready, before it stops to listen. */
  drainSeconds: number
  /** What rendered pages may hold in memory; 0: none is kept. */
  pageCacheBytes: number
  /** Signs what visitors carry from one request to the next. */
  sessionSecret: string
  /** What works and may not be what the operator wants, a line each. */
  warnings: readonly string[]
}

/**
 * Reads the site's settings from environment variables. Not from Nuxt's runtime config, which
 * parses values: a password of `0123` would arrive as the number 123.
 *
 * @throws {ConfigurationError} one line that names the variable and what was expected; never a value
 */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const mistyped = Object.keys(environment).find(name => name.startsWith('NUXT_DATABASE_') && !databaseVariables.includes(name))
  if (mistyped) throw new ConfigurationError(`${mistyped} is not a setting, expected one of ${databaseVariables.join(', ')}`)

  // An empty variable is an unset one: that is how compose files and shells clear it.
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const site = siteSchema.safeParse(set)
  if (!site.success) {
    const [issue] = site.error.issues
    throw new ConfigurationError(`${String(issue?.path[0])}: ${issue?.message}`)
  }
  const { tracing, warnings } = readTracing(set)
  const session = readSessionSecret(site.data.NUXT_SESSION_SECRET, set.NODE_ENV)
  return {
    database: readDatabaseConfiguration(set),
    metrics: readMetrics(site.data),
    drainSeconds: site.data.NUXT_DRAIN_SECONDS,
    pageCacheBytes: site.data.NUXT_PAGE_CACHE_MIB * 2 ** 20,
    log: { level: site.data.NUXT_LOG_LEVEL, file: site.data.NUXT_LOG_FILE },
    tracing,
    sessionSecret: session.sessionSecret,
    warnings: [...session.warnings, ...warnings],
  }
}

/** The site listens by Nitro's own rules: `NITRO_PORT` and `NITRO_HOST` come before `PORT` and `HOST`. */
function readMetrics({ NUXT_METRICS_PORT, NITRO_PORT, PORT, NITRO_HOST, HOST }: z.infer<typeof siteSchema>): MetricsConfiguration | undefined {
  if (NUXT_METRICS_PORT === undefined) return undefined
  const metricsPort = Number(NUXT_METRICS_PORT)
  if (metricsPort !== 0 && metricsPort === Number(NITRO_PORT ?? PORT ?? DEFAULT_PORT)) {
    throw new ConfigurationError('NUXT_METRICS_PORT: expected another port than the site\'s')
  }
  return { port: metricsPort, host: NITRO_HOST ?? HOST }
}

function readSessionSecret(secret: string | undefined, mode: string | undefined): Pick<Configuration, 'sessionSecret' | 'warnings'> {
  if (secret !== undefined) return { sessionSecret: secret, warnings: [] }
  if (mode === 'production') {
    throw new ConfigurationError('NUXT_SESSION_SECRET is not set, expected at least 32 bytes (openssl rand -base64 32 makes one)')
  }
  return {
    sessionSecret: randomBytes(32).toString('base64'),
    warnings: ['NUXT_SESSION_SECRET is not set: other processes, and this one after a restart, will not understand its read positions.'],
  }
}
