/**
 * `npm run openapi`: writes the API's contract and the types of its client anew from the schemas. `--check` writes
 * nothing and ends with 1 when they are not what the schemas say.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { generateContract, staleFiles, writeContract } from './openapi/generate.ts'

async function run(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } })
  const files = await generateContract()
  const stale = staleFiles(files)
  if (values.check && stale.length > 0) throw new Error(`Not what the schemas say, npm run openapi writes it anew: ${stale.join(', ')}`)
  if (!values.check) writeContract(files)
  console.log(stale.length > 0 ? `Written: ${stale.join(', ')}` : 'The contract is what the schemas say.')
}

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
