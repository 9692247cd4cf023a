/**
 * `npm run db:seed -- --articles N --seed S --reset`: fills the database of `NUXT_DATABASE_URL`;
 * without it that of the local cluster, which is started for as long as it takes.
 */
import './load-environment.ts'
import process from 'node:process'
import { describeFailure } from '../server/database/errors.ts'
import { migrate } from '../server/database/migrate.ts'
import { startLocalCluster } from './local-cluster/index.ts'
import type { SeedArguments } from './seed/arguments.ts'
import { readArguments } from './seed/arguments.ts'
import { seedDatabase } from './seed/index.ts'
import { createProgress } from './seed/progress.ts'

async function seed(options: SeedArguments & { url: string, password?: string | undefined }): Promise<void> {
  const startedAt = performance.now()
  const { users, articles, comments, tags } = await seedDatabase({ ...options, onProgress: createProgress(process.stdout) })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`Seeded ${users} users, ${articles} articles, ${comments} comments and ${tags} tags in ${seconds} s.`)
}

async function run(): Promise<void> {
  const options = readArguments(process.argv.slice(2))
  const { NUXT_DATABASE_URL: url, NUXT_DATABASE_PASSWORD: password } = process.env
  if (url) return seed({ ...options, url, password })

  const cluster = await startLocalCluster({ onStep: console.log })
  try {
    await migrate(cluster.primaryUrl)
    await seed({ ...options, url: cluster.primaryUrl })
  }
  finally {
    await cluster.stop()
  }
}

run().catch((error: unknown) => {
  console.error(`Not seeded: ${describeFailure(error)}`)
  process.exitCode = 1
})
