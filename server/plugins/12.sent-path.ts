/**
 * Lets middleware and routes see the path as it was sent. h3 has decoded it before it looks for a route: behind a `%3F` that has become
 * a question mark the rest of a name would be lost.
 */
export default defineNitroPlugin(({ h3App }) => {
  for (const layer of h3App.stack) {
    const { handler } = layer
    layer.handler = Object.assign((event: Parameters<typeof handler>[0]) => {
      // Unset, it is the request's own.
      event._path = undefined
      return handler(event)
    }, handler)
  }
})
