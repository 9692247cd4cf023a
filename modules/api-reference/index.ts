import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { addTypeTemplate, defineNuxtModule } from 'nuxt/kit'

const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
/** What the reference page loads, with its licences; the rest of the package are other ways to load it. */
const files = [
  ...['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt', 'LICENSE', 'NOTICE'].map(name => join(swaggerUi, name)),
  resolve(import.meta.dirname, 'reference.css'),
  resolve(import.meta.dirname, 'reference.js'),
]
const YEAR_SECONDS = 31_536_000

/**
 * Serves what the page `/api/docs` loads, from this site itself. The address holds a hash of the contents, so that
 * browsers may keep them for good; the server knows it as `#api-reference`.
 */
export default defineNuxtModule({
  meta: { name: 'api-reference' },
  setup(_options, nuxt) {
    const hash = createHash('sha256')
    for (const file of files) hash.update(readFileSync(file))
    const baseURL = `/api-docs/${hash.digest('hex').slice(0, 12)}`
    const dir = resolve(nuxt.options.buildDir, 'api-reference')

    // When the build folder has been emptied, not before.
    nuxt.hook('build:before', () => {
      mkdirSync(dir, { recursive: true })
      for (const file of files) cpSync(file, join(dir, basename(file)))
    })
    nuxt.hook('nitro:config', (nitro) => {
      nitro.publicAssets ??= []
      nitro.publicAssets.push({ dir, baseURL, maxAge: YEAR_SECONDS })
      nitro.virtual = { ...nitro.virtual, '#api-reference': `export const referenceAssets = ${JSON.stringify(baseURL)}` }
    })
    addTypeTemplate({
      filename: 'types/api-reference.d.ts',
      getContents: () => `declare module '#api-reference' {
  /** Where the files of the reference page are, without a slash at the end. */
  export const referenceAssets: string
}
`,
    }, { nitro: true, nuxt: true })
  },
})
