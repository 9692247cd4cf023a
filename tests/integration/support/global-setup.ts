import type { TestProject } from 'vitest/node'
import { seedDatabase } from '../../../scripts/seed/index.ts'
import { migrate } from '../../../server/database/migrate.ts'
import { startTemporaryCluster } from '../../../scripts/temporary-cluster.ts'

export interface ProvidedHost { name: string, url: string, adminUrl: string }

declare module 'vitest' {
  interface ProvidedContext {
    primaryUrl: string
    readUrl: string
    hosts: ProvidedHost[]
  }
}

/** One real primary with two real standbys for all integration tests, with the default 500 articles. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { cluster, remove } = await startTemporaryCluster()
  await migrate(cluster.primaryUrl)
  await seedDatabase({ url: cluster.primaryUrl })
  project.provide('primaryUrl', cluster.primaryUrl)
  project.provide('readUrl', cluster.readUrl)
  project.provide('hosts', cluster.nodes.map(({ name, url, adminUrl }) => ({ name, url, adminUrl })))
  return remove
}
