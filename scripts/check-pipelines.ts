/**
 * `npm run check:pipelines`: would Concourse take what is in `concourse/`, and would it do there what it should? Pipelines by fly, tasks by
 * Concourse's own code, what goes from step to step by checks of our own; then every task runs here, as the plans have them.
 *
 * `--static` runs none, `--full` all tests of each, `--root FOLDER` checks another copy of the project's files.
 */
import { resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { describeFault } from './check-deploy/fault.ts'
import { checkPipelineConsistency } from './check-pipelines/consistency.ts'
import { checkByConcourse } from './check-pipelines/fly.ts'
import { rehearse } from './check-pipelines/rehearsal.ts'
import { checkScripts } from './check-pipelines/shellcheck.ts'
import { readPipelineTree } from './check-pipelines/tree.ts'

const log = (line: string) => {
  console.log(`[check:pipelines] ${line}`)
}

async function run(): Promise<number> {
  const { values } = parseArgs({ options: { root: { type: 'string' }, static: { type: 'boolean', default: false }, full: { type: 'boolean', default: false } } })
  const root = resolve(values.root ?? resolve(import.meta.dirname, '..'))
  const tree = readPipelineTree(root)

  const faults = [
    ...checkPipelineConsistency(tree),
    ...await checkByConcourse(tree, { root, onStep: log }),
    ...await checkScripts(tree, { root, onStep: log }),
  ]
  for (const fault of faults) console.error(describeFault(fault))
  if (faults.length > 0) {
    log(`${faults.length} faults in the pipelines`)
    return 1
  }
  log('the pipelines agree with themselves, with the project and with fly')
  if (!values.static) await rehearse(tree, { root, full: values.full, onStep: log })
  return 0
}

run().then(code => process.exit(code), (error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
