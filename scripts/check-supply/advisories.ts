import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { Fault } from '../check-deploy/fault.ts'
import { runProgram } from '../check-deploy/run-program.ts'
import type { Answer } from './answer.ts'

const FILE = 'tools/supply/advisory-exceptions.json'
/** From this severity on: https://docs.npmjs.com/about-audit-reports */
const SERIOUS = ['high', 'critical']

const exceptionsSchema = z.array(z.strictObject({
  /** `GHSA-xxxx-xxxx-xxxx` */
  advisory: z.string(),
  package: z.string(),
  reason: z.string().min(1),
  /** The last day on which it holds. */
  expires: z.iso.date(),
}))
const advisorySchema = z.looseObject({ name: z.string(), title: z.string(), url: z.string(), severity: z.string(), range: z.string() })
const reportSchema = z.looseObject({
  auditReportVersion: z.literal(2),
  /** A string stands for another package of this list. */
  vulnerabilities: z.record(z.string(), z.looseObject({ via: z.array(z.union([z.string(), advisorySchema])) })),
})

export type AdvisoryException = z.infer<typeof exceptionsSchema>[number]
export type Advisory = z.infer<typeof advisorySchema>

/** Advisories that were looked at and found not to matter, each for a time. */
export function readExceptions(root: string): AdvisoryException[] {
  return exceptionsSchema.parse(JSON.parse(readFileSync(resolve(root, FILE), 'utf8')))
}

/**
 * What the registry knows against the packages of a lock file, by `npm audit`.
 *
 * @param environment of npm, beside this process's own
 */
export async function askAdvisories(root: string, environment: Readonly<Record<string, string>> = {}): Promise<Answer<Advisory[]>> {
  const result = await runProgram('npm', ['audit', '--json'], { cwd: root, environment: { npm_config_fetch_retries: '0', ...environment } })
  if (!result) throw new Error('npm is not on PATH')
  const answer: unknown = JSON.parse(result.stdout || '{}')
  const report = reportSchema.safeParse(answer)
  if (!report.success) return { unanswered: z.looseObject({ message: z.string() }).safeParse(answer).data?.message ?? `npm audit ended with ${result.code}` }
  const found = Object.values(report.data.vulnerabilities).flatMap(({ via }) => via.filter(one => typeof one !== 'string'))
  return { value: [...new Map(found.map(advisory => [`${advisory.name} ${advisory.url}`, advisory])).values()] }
}

/**
 * A serious advisory is a fault unless it is excepted; an exception is one when its time is over, or when it no longer applies.
 *
 * @param advisories undefined where nobody could tell
 * @param today as `2026-11-26`
 */
export function judgeAdvisories(advisories: readonly Advisory[] | undefined, exceptions: readonly AdvisoryException[], today: string): Fault[] {
  const idOf = ({ url }: Advisory) => url.split('/').at(-1) ?? url
  const isMeant = (exception: AdvisoryException, advisory: Advisory) => exception.advisory === idOf(advisory) && exception.package === advisory.name
  const serious = (advisories ?? []).filter(({ severity }) => SERIOUS.includes(severity))
  const faults = serious.filter(advisory => !exceptions.some(exception => isMeant(exception, advisory))).map((advisory): Fault =>
    ({ file: 'package-lock.json', field: advisory.name, message: `${advisory.severity}: ${advisory.title} (${idOf(advisory)}, ${advisory.range})` }))
  const stale = exceptions.flatMap((exception): Fault[] => {
    const fault = (message: string): Fault[] => [{ file: FILE, field: `${exception.package} ${exception.advisory}`, message }]
    if (exception.expires < today) return fault(`ended on ${exception.expires}: look at it again`)
    return advisories && !serious.some(advisory => isMeant(exception, advisory)) ? fault('no longer applies, remove it') : []
  })
  return [...faults, ...stale]
}
