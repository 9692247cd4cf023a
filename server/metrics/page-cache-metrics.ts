import type { Registry } from 'prom-client'
import { Counter, Gauge } from 'prom-client'
import type { PageCacheStatus } from '../page-cache/page-cache'

/**
 * Registers what the cache of pages holds and does, read when it is asked for.
 *
 * @param status the cache's state at this moment
 */
export function registerPageCacheMetrics(registry: Registry, status: () => PageCacheStatus): void {
  const registers = [registry]
  new Counter({
    name: 'kuberocks_page_cache_requests_total', help: 'Requests of pages that may be kept, by how they were answered.', labelNames: ['result'] as const, registers,
    collect() {
      this.reset()
      for (const [result, count] of Object.entries(status().results)) this.inc({ result }, count)
    },
  })
  new Counter({ name: 'kuberocks_page_cache_evictions_total', help: 'Pages that went because others needed their place.', registers, collect() {
    this.reset()
    this.inc(status().evictions)
  } })
  new Gauge({ name: 'kuberocks_page_cache_bytes', help: 'What the pages that are kept hold in memory.', registers, collect() {
    this.set(status().bytes)
  } })
  new Gauge({ name: 'kuberocks_page_cache_entries', help: 'How many pages are kept.', registers, collect() {
    this.set(status().entries)
  } })
}
