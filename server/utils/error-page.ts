import type { H3Event } from 'h3'
import { LANGUAGE, messagesFor } from '../../shared/messages'
import { errorWords } from '../../shared/utils/error-words'
import { SITE_NAME } from '../../shared/utils/site'
import { escapeHtml, plainPage } from './plain-page'

/** Nuxt's own path of the error page; it answers requests in process alone. */
const ERROR_PAGE_PATH = '/__nuxt_error'

/** An error page, with the headers that are its own. */
export interface ErrorPage { readonly headers: Readonly<Record<string, string>>, readonly html: string }

/** Sends a request in process. */
type LocalCall = (request: { url: string, headers: Record<string, string> }) => Promise<{ status: number, body: unknown }>

/**
 * The page for people that says what went wrong: `error.vue`, or when that fails too a plain one.
 *
 * @param status HTTP's
 * @param call renders `error.vue`
 */
export async function renderErrorPage(event: H3Event, status: number, call: LocalCall): Promise<ErrorPage> {
  // Its address is one that always resolves: what was asked for may be what cannot be read.
  const query = new URLSearchParams({ status: String(status), statusCode: String(status), url: '/' })
  const cookie = event.node.req.headers.cookie
  const { requestId } = event.context
  const rendered = isErrorPage(event)
    ? undefined
    : await call({ url: `${ERROR_PAGE_PATH}?${query}`, headers: { 'x-request-id': requestId, ...(cookie === undefined ? {} : { cookie }) } }).catch(() => undefined)
  if (rendered?.status === 200 && typeof rendered.body === 'string') return { headers: {}, html: rendered.body }
  return plainErrorPage(status, requestId)
}

/** Whether the request is for the error page itself. */
function isErrorPage(event: H3Event): boolean {
  return event.path.startsWith(ERROR_PAGE_PATH) && '__unenv__' in event.node.req
}

function plainErrorPage(status: number, requestId: string): ErrorPage {
  const { title, explanation } = errorWords(status)
  const { request, toTheArticles } = messagesFor(LANGUAGE).errors
  const reference = `<p>${escapeHtml(request)} <code>${escapeHtml(requestId)}</code></p>`
  const content = `<p>${status}</p>\n<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(explanation)}</p>\n${reference}\n<p><a href="/">${escapeHtml(toTheArticles)}</a></p>`
  const { text, policy } = plainPage(title, content, SITE_NAME)
  return { headers: { 'Content-Security-Policy': policy }, html: text }
}
