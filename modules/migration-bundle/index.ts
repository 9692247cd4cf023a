import { cp } from 'node:fs/promises'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { defineNuxtModule } from 'nuxt/kit'

/**
 * Puts the migrations and the program that applies them beside the server, so that an image of
 * `.output` alone can migrate: `node .output/server/migrate.mjs`.
 */
export default defineNuxtModule({
  meta: { name: 'migration-bundle' },
  setup(_options, nuxt) {
    if (nuxt.options.dev) return
    nuxt.hook('nitro:init', (nitro) => {
      nitro.hooks.hook('compiled', async () => {
        const { rootDir, output: { serverDir } } = nitro.options
        await cp(resolve(rootDir, 'server/database/migrations'), resolve(serverDir, 'migrations'), { recursive: true })
        await build({
          entryPoints: [resolve(import.meta.dirname, 'program.ts')],
          outfile: resolve(serverDir, 'migrate.mjs'),
          bundle: true,
          platform: 'node',
          format: 'esm',
          target: 'node24',
          logLevel: 'warning',
          // drizzle-orm carries CommonJS-style requires of node's own modules.
          banner: { js: 'import { createRequire } from \'node:module\'; const require = createRequire(import.meta.url)' },
        })
      })
    })
  },
})
