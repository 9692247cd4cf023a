import { addTypeTemplate, defineNuxtModule } from 'nuxt/kit'

/**
 * Gives the server the table of its own API routes as `#api-routes`, so that paths can match
 * case-insensitively and a wrong method can be told from an unknown path.
 */
export default defineNuxtModule({
  meta: { name: 'api-routes' },
  setup(_options, nuxt) {
    nuxt.hook('nitro:init', (nitro) => {
      nitro.options.virtual['#api-routes'] = () => {
        const routes = nitro.scannedHandlers.flatMap(({ route, method }) => route && method ? [{ route, method }] : [])
          .filter(({ route }) => route.startsWith('/api/'))
        return `export const apiRoutes = ${JSON.stringify(routes)}`
      }
    })
    addTypeTemplate({
      filename: 'types/api-routes.d.ts',
      getContents: () => `declare module '#api-routes' {
  export const apiRoutes: readonly { route: string, method: string }[]
}
`,
    }, { nitro: true, nuxt: true })
  },
})
