/**
 * Gives the router the address as it was sent. Nuxt takes it for decoded and encodes it, so that a name with a percent sign would be
 * another one. Before the router's own plugin, which goes there.
 */
export default defineNuxtPlugin({
  name: 'sent-address',
  order: -30,
  setup({ ssrContext }) {
    // An error page is at the address that it is given.
    if (ssrContext && !ssrContext.error) ssrContext.url = ssrContext.event.node.req.url ?? '/'
  },
})
