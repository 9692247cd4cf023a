import { answerReadPosition, withReadPosition } from '../utils/read-position'

/**
 * Lets visitors see what they have written, whichever host their next read goes to. Around everything: a page's
 * own requests of the API, made in process, read on behalf of the same visitor.
 */
export default defineNitroPlugin(({ h3App, hooks }) => {
  const handle = h3App.handler
  h3App.handler = Object.assign((event: Parameters<typeof handle>[0]) => withReadPosition(event, handle), handle)
  hooks.hook('beforeResponse', answerReadPosition)
})
