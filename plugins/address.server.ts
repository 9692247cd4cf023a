/**
 * Gives the router the address as it was sent, so that a name in it may hold any character, such as the tags "50%" and "why?".
 * h3 decodes a path but for `%25` and `%2F`, and Nuxt encodes what is left: of the two it makes "50%25" and a query.
 */
export default defineNuxtPlugin({
  name: 'address',
  // Before the router, which is Nuxt's own.
  order: -50,
  setup({ ssrContext }) {
    // An error page's address is not what was asked for.
    if (!ssrContext || ssrContext.error) return
    ssrContext.url = ssrContext.event.node.req.originalUrl ?? ssrContext.url
  },
})
