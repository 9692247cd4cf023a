import type { Flags, Result } from 'lighthouse'
import lighthouse from 'lighthouse'
import type { LighthouseRun } from './judge.ts'

const categories = { performance: 'performance', accessibility: 'accessibility', bestPractices: 'best-practices', seo: 'seo' } as const

function score({ categories: scored }: Result, name: keyof typeof categories): number {
  const value = scored[categories[name]]?.score
  if (typeof value !== 'number') throw new Error(`Lighthouse gave no score for ${name}`)
  return Math.round(value * 100)
}

function figure({ audits }: Result, name: string): number {
  const value = audits[name]?.numericValue
  if (value === undefined) throw new Error(`Lighthouse did not measure ${name}`)
  return value
}

/** The audits that cost a point in what is no matter of speed. */
function failedAudits({ audits, categories: scored }: Result): string[] {
  const counted = ['accessibility', 'best-practices', 'seo'].flatMap(name => scored[name]?.auditRefs ?? []).filter(({ weight }) => weight > 0)
  return counted.filter(({ id }) => (audits[id]?.score ?? 1) < 1).map(({ id }) => id)
}

/**
 * Looks at a page once as a phone on a slow network would, Lighthouse's own default.
 *
 * @param port where a browser listens for its debugger
 * @throws when the page or a score cannot be had
 */
export async function auditPage(url: string, port: number): Promise<LighthouseRun> {
  const flags: Flags = { port, logLevel: 'error', output: 'json', onlyCategories: Object.values(categories) }
  const report = await lighthouse(url, flags)
  if (!report) throw new Error(`Lighthouse had nothing to say of ${url}`)
  const { lhr } = report
  if (lhr.runtimeError) throw new Error(`Lighthouse could not look at ${url}: ${lhr.runtimeError.message}`)
  return {
    performance: score(lhr, 'performance'),
    accessibility: score(lhr, 'accessibility'),
    bestPractices: score(lhr, 'bestPractices'),
    seo: score(lhr, 'seo'),
    layoutShift: figure(lhr, 'cumulative-layout-shift'),
    largestPaint: figure(lhr, 'largest-contentful-paint'),
    failed: failedAudits(lhr),
  }
}
