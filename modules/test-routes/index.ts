import { resolve } from 'node:path'
import process from 'node:process'
import { addServerScanDir, defineNuxtModule } from 'nuxt/kit'

/**
 * Under `KUBEROCKS_TEST_ROUTES=1` at build time: adds the routes of `tests/support/routes`, through which tests write as
 * an application would. Such a build never lands in `.output`, so that none is deployed by mistake.
 */
export default defineNuxtModule({
  meta: { name: 'test-routes' },
  setup(_options, nuxt) {
    if (process.env.KUBEROCKS_TEST_ROUTES !== '1') return
    addServerScanDir(resolve(nuxt.options.rootDir, 'tests/support/routes'))
    nuxt.hook('nitro:config', (nitro) => {
      nitro.output = { ...nitro.output, dir: resolve(nuxt.options.rootDir, '.output-test') }
    })
  },
})
