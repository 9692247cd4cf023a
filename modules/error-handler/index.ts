import { resolve } from 'node:path'
import { defineNuxtModule } from 'nuxt/kit'

/**
 * Puts the site's error handler before Nuxt's, which renders `error.vue`. Setting it by
 * `nitro.errorHandler` would replace Nuxt's instead.
 */
export default defineNuxtModule({
  meta: { name: 'error-handler' },
  setup(_options, nuxt) {
    nuxt.hook('nitro:init', (nitro) => {
      const present = nitro.options.errorHandler ?? []
      nitro.options.errorHandler = [resolve(nuxt.options.serverDir, 'error-handler'), ...[present].flat()]
    })
  },
})
