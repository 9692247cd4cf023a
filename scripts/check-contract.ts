/**
 * `npm run check:contract`: is the contract well made (Redocly), and does the built site keep to it (Schemathesis, on
 * several seeds)? `--seed N` repeats one of them, `--skip-build` takes the build that is there.
 */
import { resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { buildSite } from './build-site.ts'
import { runCommand } from './check-contract/run-command.ts'
import { ensureSchemathesis, runSchemathesis } from './check-contract/schemathesis.ts'
import { startTemporarySite } from './temporary-site.ts'
import { generateContract, staleFiles } from './openapi/generate.ts'

const root = resolve(import.meta.dirname, '..')
const SEEDS = [1, 2, 3]
const ARTICLES = 120

function readOptions(): { seeds: number[], skipBuild: boolean } {
  const { values } = parseArgs({ options: { 'seed': { type: 'string' }, 'skip-build': { type: 'boolean', default: false } } })
  if (values.seed !== undefined && !/^\d{1,9}$/.test(values.seed)) throw new Error('--seed is malformed, expected a whole number')
  return { seeds: values.seed === undefined ? SEEDS : [Number(values.seed)], skipBuild: values['skip-build'] }
}

/** Whether the document itself is as it should be; nobody is asked for it but the tool in node_modules. */
async function lintDocument(): Promise<boolean> {
  const redocly = resolve(root, 'node_modules/@redocly/cli/bin/cli.js')
  return runCommand(process.execPath, [redocly, 'lint', 'server/openapi/openapi.json'], {
    cwd: root, env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  })
}

async function run(): Promise<number> {
  const { seeds, skipBuild } = readOptions()
  const stale = staleFiles(await generateContract())
  if (stale.length > 0) throw new Error(`Not what the schemas say, npm run openapi writes it anew: ${stale.join(', ')}`)
  await ensureSchemathesis()

  const findings: string[] = []
  if (!await lintDocument()) findings.push('the document')
  if (!skipBuild) {
    console.log('Building the site')
    await buildSite()
  }
  const site = await startTemporarySite(ARTICLES)
  try {
    for (const seed of seeds) {
      if (!await runSchemathesis(site.url, seed)) findings.push(`seed ${seed}, again by npm run check:contract -- --seed ${seed}`)
    }
  }
  finally {
    await site.stop()
  }
  console.log(findings.length > 0 ? `The contract is not kept: ${findings.join('; ')}` : 'The contract is kept.')
  return findings.length > 0 ? 1 : 0
}

run().then(code => process.exit(code), (error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
