import { LANGUAGE, messagesFor } from '#shared/messages'

/** What the site says, in the language of its pages. */
export function useMessages() {
  return messagesFor(LANGUAGE)
}
