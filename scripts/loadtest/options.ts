import { parseArgs } from 'node:util'
import { z } from 'zod'
import { findProfile } from '../../loadtest/profiles.ts'

const scenarios = ['crawl', 'browse'] as const

/** What a load test was asked for. */
export interface LoadTestOptions {
  scenario: typeof scenarios[number]
  /** Of `browse`. */
  profile: string | undefined
  /** The API of a running site, such as `http://127.0.0.1:3000/api`; undefined: the demo is started. */
  apiUrl: string | undefined
  /** The metrics of that site. */
  metricsUrl: string | undefined
  /** Where results are written to as well, such as `http://127.0.0.1:9090`. */
  prometheusUrl: string | undefined
  skipBuild: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

const address = z.url({ protocol: /^https?$/, error: 'expected an address such as http://127.0.0.1:3000' })
  .transform(url => url.replace(/\/+$/, ''))
const addresses = z.object({ 'url': address.optional(), 'API_URL': address.optional(), 'metrics-url': address.optional(), 'prometheus': address.optional() })
const expectedVus = 'expected a whole number from 1 to 10000'
const crawlVariables = z.object({
  K6_VUS: z.string().regex(/^[1-9]\d{0,3}$|^10000$/, expectedVus).optional(),
  K6_DURATION: z.string().regex(/^(\d+(\.\d+)?(ms|s|m|h))+$/, 'expected a duration such as 1m or 30s').optional(),
})

/**
 * Reads the command line and the variables that go with it.
 *
 * @throws one line that names the option or variable and what was expected
 */
export function readOptions(args: string[], environment: Environment): LoadTestOptions {
  const { values, positionals } = readCommandLine(args)
  const scenario = readScenario(positionals)
  const profile = readProfile(scenario, values.profile, environment)
  if (scenario === 'crawl') parse(crawlVariables, { K6_VUS: environment.K6_VUS || undefined, K6_DURATION: environment.K6_DURATION || undefined })

  const given = parse(addresses, { ...values, API_URL: environment.API_URL || undefined })
  const siteUrl = given.url ?? given.API_URL
  if (siteUrl !== undefined && !values['allow-remote'] && !isLoopback(siteUrl)) {
    throw new Error(`${new URL(siteUrl).host} is not this machine: a load test of somebody else's needs their consent, and --allow-remote`)
  }
  if (siteUrl === undefined && given['metrics-url'] !== undefined) {
    throw new Error('--metrics-url belongs to --url: the demo has a metrics port of its own')
  }
  return {
    scenario,
    profile,
    apiUrl: siteUrl && `${siteUrl.replace(/\/api$/i, '')}/api`,
    metricsUrl: given['metrics-url'],
    prometheusUrl: given.prometheus,
    skipBuild: values['skip-build'],
  }
}

function readCommandLine(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: {
      'profile': { type: 'string' },
      'url': { type: 'string' },
      'allow-remote': { type: 'boolean', default: false },
      'skip-build': { type: 'boolean', default: false },
      'metrics-url': { type: 'string' },
      'prometheus': { type: 'string' },
    } })
  }
  catch (error) {
    // Node adds how to pass what looks like an option and is none.
    throw error instanceof Error ? new Error(error.message.split(/\n|\. /)[0], { cause: error }) : error
  }
}

function readScenario([name, ...rest]: string[]): LoadTestOptions['scenario'] {
  const scenario = scenarios.find(known => known === name)
  if (!scenario) throw new Error(`${name === undefined ? 'no load test is named' : `there is no load test "${name}"`}, expected ${scenarios.join(' or ')}`)
  if (rest.length > 0) throw new Error(`"${rest.join(' ')}" is too much, expected one load test`)
  return scenario
}

function readProfile(scenario: LoadTestOptions['scenario'], option: string | undefined, environment: Environment): string | undefined {
  if (scenario === 'browse') {
    const profile = option ?? (environment.PROFILE || 'smoke')
    findProfile(profile, environment)
    return profile
  }
  if (option !== undefined) throw new Error('--profile is for browse; K6_VUS and K6_DURATION say how much crawl does')
  return undefined
}

function isLoopback(url: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname)
}

/** Names an option with its dashes, a variable without. */
function parse<Schema extends z.ZodObject>(schema: Schema, values: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(values)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const name = String(issue?.path[0])
  throw new Error(`${/^[A-Z]/.test(name) ? name : `--${name}`} is malformed, ${issue?.message}`)
}
