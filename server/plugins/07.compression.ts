import { compressBody } from '../utils/compression'

/** Compresses what handlers and pages return; files of `public` are compressed when the site is built. */
export default defineNitroPlugin(({ hooks }) => {
  hooks.hook('beforeResponse', async (event, response) => {
    await compressBody(event, response)
    // Of a body that it does not send, Node does not tell the length.
    if (event.context.isHead && (typeof response.body === 'string' || Buffer.isBuffer(response.body))) {
      setResponseHeader(event, 'Content-Length', Buffer.byteLength(response.body))
    }
  })
})
