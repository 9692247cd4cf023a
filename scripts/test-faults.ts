/**
 * `npm run test:faults`: every fault test on real servers, in its short form. With `--minutes N` only random
 * faults, for so long; `--seed S` repeats a schedule that was printed before.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { buildSite } from './build-site.ts'

const optionsSchema = z.object({
  minutes: z.string().regex(/^\d{1,4}(\.\d{1,2})?$/, 'expected minutes, such as 30 or 0.5').optional(),
  seed: z.string().regex(/^\d{1,10}$/, 'expected a whole number').optional(),
})

async function run(): Promise<number> {
  const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } })
  const options = optionsSchema.safeParse(values)
  if (!options.success) {
    const [issue] = options.error.issues
    throw new Error(`--${String(issue?.path[0])} is malformed, ${issue?.message}`)
  }
  const { minutes, seed } = options.data
  // Random faults hit the layer itself; the other tests need the site as well.
  if (minutes === undefined) await buildSite()
  const tests = minutes === undefined ? [] : ['tests/faults/random-schedule.test.ts']
  const vitest = spawn('vitest', ['run', '--project', 'faults', ...tests], {
    stdio: 'inherit',
    env: { ...process.env, ...(minutes ? { FAULTS_MINUTES: minutes } : {}), ...(seed ? { FAULTS_SEED: seed } : {}) },
  })
  const [code]: unknown[] = await once(vitest, 'exit')
  return code === 0 ? 0 : 1
}

run().then(code => process.exit(code), (error: unknown) => {
  console.error(error instanceof Error ? error.message.split('\n')[0] : error)
  process.exit(1)
})
