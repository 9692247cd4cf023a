import { randomUUID } from 'node:crypto'

const NAME = 'X-Request-Id'
/** What a proxy's or a client's own id may be; anything else might break a line of the log. */
const given = /^[\w.:-]{1,128}$/

/** Gives each request an id, the client's own if it sent one: it stands in the answer, and in the log's line of an error. */
export default defineNitroPlugin(({ h3App }) => {
  const handle = h3App.handler
  h3App.handler = Object.assign((event: Parameters<typeof handle>[0]) => {
    const { req, res } = event.node
    const sent = req.headers['x-request-id']
    const id = typeof sent === 'string' && given.test(sent) ? sent : randomUUID()
    event.context.requestId = id
    res.setHeader(NAME, id)
    return handle(event)
  }, handle)
})

declare module 'h3' {
  interface H3EventContext {
    /** The request's id, the client's own or one of ours. */
    requestId: string
  }
}
