import type { H3Event } from 'h3'

/**
 * Sends a body as a handler's own would be, outside of h3's handling: compressed, with what every answer says. Status and
 * headers are set already.
 */
export async function sendWhole(event: H3Event, body: string): Promise<void> {
  const response: { body?: unknown } = { body }
  await useNitroApp().hooks.callHook('beforeResponse', event, response)
  if (!event.handled) event.node.res.end(response.body)
}
