import { defineNuxtModule } from 'nuxt/kit'

/**
 * Keeps stylesheets out of the pages' heads: all styles stand in the pages. Nuxt inlines the styles of every component that a
 * page uses, and still links the file of each chunk that several pages share. Scripts load such files by themselves.
 */
export default defineNuxtModule({
  meta: { name: 'inline-styles' },
  setup(_options, nuxt) {
    if (nuxt.options.dev) return
    nuxt.hook('build:manifest', (manifest) => {
      for (const chunk of Object.values(manifest)) chunk.css = []
    })
  },
})
