import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { addTypeTemplate, defineNuxtModule } from 'nuxt/kit'
import { z } from 'zod'

const packageSchema = z.object({ version: z.string() })

/** The commit that is built, or `unknown`: an image is built of sources without their history. */
function findRevision(folder: string): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  }
  catch {
    return 'unknown'
  }
}

/**
 * Tells the server which build it is, as `#build-information`. `KUBEROCKS_VERSION` and `KUBEROCKS_REVISION` at build time come before
 * `package.json` and git, so that an image says the same inside as on its labels.
 */
export default defineNuxtModule({
  meta: { name: 'build-information' },
  setup(_options, nuxt) {
    const { rootDir } = nuxt.options
    nuxt.hook('nitro:init', (nitro) => {
      nitro.options.virtual['#build-information'] = () => {
        const version = process.env.KUBEROCKS_VERSION || packageSchema.parse(JSON.parse(readFileSync(resolve(rootDir, 'package.json'), 'utf8'))).version
        const revision = process.env.KUBEROCKS_REVISION || findRevision(rootDir)
        return `export const buildInformation = ${JSON.stringify({ version, revision })}`
      }
    })
    addTypeTemplate({
      filename: 'types/build-information.d.ts',
      getContents: () => `declare module '#build-information' {
  export const buildInformation: { readonly version: string, readonly revision: string }
}
`,
    }, { nitro: true, nuxt: true })
  },
})
