import type { H3Event } from 'h3'
import { mustReadAnew } from '../utils/read-position'
import type { PageRequest } from './cacheable-pages'
import type { PageCache } from './page-cache'
import { renderPage } from './render-page'
import type { RenderedPage } from './rendered-page'
import { isKnownTo, sendPage } from './send-page'

/**
 * Answers one request of a page.
 *
 * @param handle answers it without the cache: for who has written what the kept page may lack, and for who says who they are
 */
export async function answerPage(event: H3Event, request: PageRequest, cache: PageCache<RenderedPage>, handle: (event: H3Event) => unknown): Promise<unknown> {
  const { key } = request
  // Looked for once: what the visitor was judged by is what they get.
  const fresh = cache.fresh(key)
  if (event.node.req.headers.authorization !== undefined || mustReadAnew(event, fresh?.page.included)) {
    cache.count('bypass')
    return await handle(event)
  }
  const { requestId } = event.context
  const found = fresh ?? await cache.find(key, () => renderPage(request, { requestId, accept: event.node.req.headers.accept }))
  cache.count(found.result === 'hit' && isKnownTo(event, found.page) ? 'revalidated' : found.result)
  return await sendPage(event, found, () => cache.resize(key, found.page))
}
