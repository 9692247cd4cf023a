import { hasUsableHost } from '../utils/usable-host'
import { PageCache } from './page-cache'
import type { RenderedPage } from './rendered-page'

let opened: PageCache<RenderedPage> | undefined

/**
 * Opens the process's cache of pages, once at start.
 *
 * @param bytes what all pages together may hold
 */
export function openPageCache(bytes: number): PageCache<RenderedPage> {
  opened = new PageCache({ bytes, isDatabaseDown: () => !hasUsableHost({ orDoubted: true }) })
  return opened
}

/** The process's cache of pages. */
export function usePageCache(): PageCache<RenderedPage> {
  if (!opened) throw new TypeError('the cache of pages is not open')
  return opened
}
