import process from 'node:process'
import { readConfiguration } from '../configuration'
import { answerPage } from '../page-cache/answer-page'
import { findCacheablePage } from '../page-cache/cacheable-pages'
import { openPageCache } from '../page-cache/instance'

const METHODS = ['GET', 'HEAD']

/**
 * Answers pages from memory, before Nuxt and h3's router see the request; around them stand only what measures a request and
 * what gives it an id. In development every page is rendered anew.
 */
export default defineNitroPlugin(({ h3App }) => {
  const cache = openPageCache(readConfiguration(process.env).pageCacheBytes)
  if (import.meta.dev) return

  const handle = h3App.handler
  h3App.handler = Object.assign((event: Parameters<typeof handle>[0]) => {
    const { req } = event.node
    // A page's own requests, and the cache's own of a page, come in process.
    const page = '__unenv__' in req || !METHODS.includes(req.method ?? '') ? undefined : findCacheablePage(req.url ?? '/', req.headers.cookie)
    if (!page) return handle(event)
    event.context.route = page.route
    return answerPage(event, page, cache, handle)
  }, handle)
})
