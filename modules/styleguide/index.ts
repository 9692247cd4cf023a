import { resolve } from 'node:path'
import { defineNuxtModule } from 'nuxt/kit'

/** `/styleguide` under `nuxi dev`: every component and token in one place. A production build does not know of it. */
export default defineNuxtModule({
  meta: { name: 'styleguide' },
  setup(_options, nuxt) {
    if (!nuxt.options.dev) return
    nuxt.hook('pages:extend', pages => void pages.push({
      name: 'styleguide',
      path: '/styleguide',
      file: resolve(nuxt.options.rootDir, 'styleguide/StyleguidePage.vue'),
    }))
  },
})
