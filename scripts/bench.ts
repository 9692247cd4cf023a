/**
 * `npm run bench`: speed as ratios, measured side by side in one run on one cluster. Never a test:
 * a machine's mood is no regression. `--articles 1000000` measures a large site; `--rounds` and
 * `--seconds` trade time for steadiness. `npm run bench -- balancer` measures the database layer alone,
 * `npm run bench -- pages` pages kept and rendered.
 */
import process from 'node:process'
import { benchBalancer } from './bench/balancer.ts'
import { benchPages } from './bench/pages.ts'
import { benchSite } from './bench/site.ts'
import { describeFailure } from '../server/database/errors.ts'

async function run([what = '', ...rest]: string[]): Promise<void> {
  if (what === '' || what.startsWith('-')) return benchSite(what === '' ? rest : [what, ...rest])
  if (what === 'site') return benchSite(rest)
  if (what === 'balancer') return benchBalancer(rest)
  if (what === 'pages') return benchPages(rest)
  throw new Error(`there is no bench "${what}", expected site, pages or balancer`)
}

run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(describeFailure(error))
  process.exit(1)
})
