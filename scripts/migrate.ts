/**
 * `npm run db:migrate`: brings the schema of `NUXT_DATABASE_URL` up to date, or that of the local
 * cluster without it.
 */
import './load-environment.ts'
import process from 'node:process'
import { describeFailure } from '../server/database/errors.ts'
import { migrate } from '../server/database/migrate.ts'
import { startLocalCluster } from './local-cluster/index.ts'

async function run(): Promise<void> {
  const { NUXT_DATABASE_URL: url, NUXT_DATABASE_PASSWORD: password } = process.env
  if (url) {
    await migrate(url, password)
  }
  else {
    const cluster = await startLocalCluster({ onStep: console.log })
    await migrate(cluster.primaryUrl).finally(() => cluster.stop())
  }
  console.log('The schema is up to date.')
}

run().catch((error: unknown) => {
  console.error(`Not migrated: ${describeFailure(error)}`)
  process.exitCode = 1
})
