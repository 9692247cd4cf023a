/**
 * `npm run check:supply`: may what others have made be part of this? Advisories and signatures as the registry tells them, licences,
 * the lock file, Go's modules, and docs/dependencies.md, which `--write` writes anew.
 *
 * A registry that does not answer is a fault, unless `--unanswered REASON` says why it cannot.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import type { Fault } from './check-deploy/fault.ts'
import { describeFault } from './check-deploy/fault.ts'
import { askAdvisories, judgeAdvisories, readExceptions } from './check-supply/advisories.ts'
import type { Answer } from './check-supply/answer.ts'
import { askSignatures, checkGoModules, checkInStep } from './check-supply/installation.ts'
import { checkLicenses, readLicenseRules } from './check-supply/licenses.ts'
import { checkLock, readPackages } from './check-supply/lock-file.ts'
import { renderPage } from './check-supply/page.ts'
import { checkReviews, readReviews, refreshReviews } from './check-supply/reviews.ts'

const root = resolve(import.meta.dirname, '..')
const PAGE = 'docs/dependencies.md'

/** What was answered; without an answer it is said that this was not looked at, and that is a fault unless somebody has said why. */
function readAnswer<Value>(what: string, answer: Answer<Value>, reason: string | undefined): { value?: Value, faults: Fault[] } {
  if ('value' in answer) return { value: answer.value, faults: [] }
  if (reason === undefined) return { faults: [{ file: 'the registry', field: what, message: `was not told: ${answer.unanswered}` }] }
  console.log(`NOT CHECKED: ${what}. The registry says: ${answer.unanswered}. Taken as it is, because ${reason}.`)
  return { faults: [] }
}

function checkPage(page: string): Fault[] {
  if (readFileSync(resolve(root, PAGE), 'utf8') === page) return []
  return [{ file: PAGE, field: 'page', message: 'is not what package.json says now: npm run check:supply -- --write' }]
}

async function run(): Promise<number> {
  const { values: { write, unanswered } } = parseArgs({ options: { write: { type: 'boolean', default: false }, unanswered: { type: 'string' } } })
  if (unanswered?.trim() === '') throw new Error('--unanswered wants a reason, such as "no network"')
  const { manifest, lock } = readPackages(root)
  const rules = readLicenseRules(root)
  if (write) {
    await refreshReviews(root, manifest)
    writeFileSync(resolve(root, PAGE), renderPage({ manifest, lock, rules, reviews: readReviews(root) }))
    console.log(`${PAGE} is written.`)
    return 0
  }

  const reviews = readReviews(root)
  const advisories = readAnswer('advisories', await askAdvisories(root), unanswered)
  const signatures = readAnswer('signatures', await askSignatures(root), unanswered)
  const faults = [
    ...checkLock({ manifest, lock }),
    ...checkLicenses(lock, rules),
    ...checkReviews(manifest, reviews),
    ...checkPage(renderPage({ manifest, lock, rules, reviews })),
    ...advisories.faults,
    ...judgeAdvisories(advisories.value, readExceptions(root), new Date().toISOString().slice(0, 10)),
    ...signatures.faults, ...signatures.value ?? [],
    ...await checkInStep(root),
    ...await checkGoModules(root),
  ]
  for (const fault of faults) console.error(describeFault(fault))
  console.log(faults.length > 0 ? `${faults.length} faults in what is taken from others.` : 'What is taken from others may be taken.')
  return faults.length > 0 ? 1 : 0
}

run().then(code => process.exit(code), (error: unknown) => {
  console.error(error instanceof Error ? error.message.split('\n')[0] : error)
  process.exit(1)
})
