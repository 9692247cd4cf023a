// Builds the site with the tests' own routes into `.output-test`, as a process of its own: `nuxt build` works in `.nuxt` only.
import { resolve } from 'node:path'
import process from 'node:process'
import { buildNuxt, loadNuxt } from 'nuxt/kit'

const cwd = resolve(import.meta.dirname, '../..')
process.env.KUBEROCKS_TEST_ROUTES = '1'
process.env.NODE_ENV = 'production'

const nuxt = await loadNuxt({ cwd, overrides: { buildDir: resolve(cwd, '.nuxt-test') } })
nuxt.hook('build:error', () => {
  process.exitCode = 1
})
await buildNuxt(nuxt)
await nuxt.close()
