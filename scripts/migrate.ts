/**
 * `npm run db:migrate`: brings the schema of `NUXT_DATABASE_URL` up to date; without it, that of
 * the local cluster. The build bundles this file into `.output/server/migrate.mjs`.
 */
import process from 'node:process'
import { migrate } from '../server/database/migrate.ts'
import { ConfigurationError, describeFailure } from '../server/database/errors.ts'

async function run(): Promise<void> {
  const { NUXT_DATABASE_URL: url, NUXT_DATABASE_PASSWORD: password } = process.env
  if (!url) throw new ConfigurationError('NUXT_DATABASE_URL is not set, expected postgres://user:password@host:5432/database')
  await migrate(url, password)
  console.log('The schema is up to date.')
}

run().catch((error: unknown) => {
  console.error(`Not migrated: ${describeFailure(error)}`)
  process.exitCode = 1
})
