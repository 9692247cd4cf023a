/**
 * `npm run check:deploy`: would a cluster take what is in `k8s/`, and would it work there? Schemas and rules by the tools' own code,
 * references by the site's own configuration, metrics and load tests. No cluster is needed.
 *
 * `--crds PLACE` adds a file or folder of custom resource definitions, `--root FOLDER` checks another copy of the project's files.
 */
import { resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { checkConsistency } from './check-deploy/consistency.ts'
import { describeFault } from './check-deploy/fault.ts'
import { checkScores } from './check-deploy/kube-score.ts'
import { exportedMetrics } from './check-deploy/metrics.ts'
import { checkRules } from './check-deploy/promtool.ts'
import { checkSchemas } from './check-deploy/schemas.ts'
import { readTree } from './check-deploy/tree.ts'

async function run(): Promise<number> {
  const { values } = parseArgs({ options: { root: { type: 'string' }, crds: { type: 'string', multiple: true, default: [] } } })
  const root = resolve(values.root ?? resolve(import.meta.dirname, '..'))
  const crds = values.crds.map(place => resolve(place))
  const tree = readTree(root)
  const onStep = (line: string) => console.log(line)

  const faults = [
    ...checkConsistency(tree, await exportedMetrics()),
    ...await checkSchemas(tree, { root, crds, onStep }),
    ...await checkScores(tree, root, onStep),
    ...await checkRules(tree, onStep),
  ]
  for (const fault of faults) console.error(describeFault(fault))
  console.log(faults.length > 0 ? `${faults.length} faults in what is deployed.` : 'What is deployed is consistent, and a cluster would take it.')
  return faults.length > 0 ? 1 : 0
}

run().then(code => process.exit(code), (error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
