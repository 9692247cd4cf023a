import process from 'node:process'
import { defineNuxtModule, useLogger } from 'nuxt/kit'

/**
 * Under `nuxi dev` without `NUXT_DATABASE_URL`: starts the local cluster (a primary and two
 * standbys), migrates it, fills it when it is empty, and stops it with the development server.
 */
export default defineNuxtModule({
  meta: { name: 'local-postgres' },
  setup(_options, nuxt) {
    if (!nuxt.options.dev || nuxt.options._prepare || process.env.NUXT_DATABASE_URL) return
    const log = useLogger('postgres')

    nuxt.hook('build:before', async () => {
      // Not at the top: a build without the development database must not need any of it.
      const { LocalClusterError } = await import('../../scripts/local-cluster/index.ts')
      const { startSeededCluster } = await import('../../scripts/seeded-cluster.ts')
      const cluster = await startSeededCluster({ onStep: line => log.info(line) }).catch((error: unknown) => {
        if (!(error instanceof LocalClusterError)) throw error
        log.error(error.message)
        return process.exit(1)
      })
      // The server inherits these when it is started, after the build.
      process.env.NUXT_DATABASE_URL = cluster.primaryUrl
      process.env.NUXT_DATABASE_RO_URL = cluster.readUrl
      nuxt.hook('close', async () => {
        // A restart of the development server runs this setup again, and must find them unset.
        delete process.env.NUXT_DATABASE_URL
        delete process.env.NUXT_DATABASE_RO_URL
        await cluster.stop()
      })
    })
  },
})
