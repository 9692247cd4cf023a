/** What each rendering would do that this site has no use for. */
export default defineNitroPlugin(({ hooks }) => {
  const configuration = useRuntimeConfig()
  // Else Nitro would copy all of its configuration, and read the environment anew, for each page.
  hooks.hook('request', ({ context }) => {
    context.nitro.runtimeConfig = configuration
  })
  // Nobody needs to know what made the page.
  hooks.hook('render:response', ({ headers }) => {
    delete headers?.['x-powered-by']
  })
})
