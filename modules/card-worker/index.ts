import { cp } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { addTypeTemplate, defineNuxtModule } from 'nuxt/kit'
import { buildCardWorker } from './build.ts'

/**
 * Builds the thread that draws cards beside the server, with its fonts, and tells the server where it is as `#card-worker`. A file
 * of its own: a thread starts from one, and the site does not load it until somebody asks for a card.
 */
export default defineNuxtModule({
  meta: { name: 'card-worker' },
  setup(_options, nuxt) {
    const folder = resolve(nuxt.options.buildDir, 'card-worker')
    let design = ''
    // When the build folder has been emptied, not before.
    nuxt.hook('build:before', async () => {
      design = await buildCardWorker(folder)
    })
    nuxt.hook('nitro:init', (nitro) => {
      nitro.options.virtual['#card-worker'] = () => `
export const cardDesign = ${JSON.stringify(design)}
export const cardProgram = ${nuxt.options.dev ? JSON.stringify(pathToFileURL(resolve(folder, 'worker.mjs')).href) : 'new URL(\'./card-worker/worker.mjs\', import.meta.url).href'}
`
      if (!nuxt.options.dev) nitro.hooks.hook('compiled', () => cp(folder, resolve(nitro.options.output.serverDir, 'card-worker'), { recursive: true }))
    })
    addTypeTemplate({
      filename: 'types/card-worker.d.ts',
      getContents: () => `declare module '#card-worker' {
  /** Changes with whatever makes cards look different. */
  export const cardDesign: string
  /** The address of the thread's file. */
  export const cardProgram: string
}
`,
    }, { nitro: true, nuxt: true })
  },
})
