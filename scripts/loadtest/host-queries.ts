import { ask } from './preflight.ts'

/** Queries that each database host has run, by `name:port`. */
export type HostQueries = ReadonlyMap<string, number>

/** What one host ran of all that was run. */
export interface HostShare { host: string, queries: number, share: number }

/**
 * Reads the site's own counters of its reads.
 *
 * @param metricsUrl the metrics port, with or without `/metrics`
 * @throws one line that names the address, when nothing answers there or it is no metrics port of the site
 */
export async function readHostQueries(metricsUrl: string): Promise<HostQueries> {
  const url = `${metricsUrl.replace(/\/metrics$/, '')}/metrics`
  const response = await ask(url, '--metrics-url says where the site\'s NUXT_METRICS_PORT is')
  const text = await response.text()
  const found = [...text.matchAll(/^kuberocks_database_queries_total\{host="([^"]*)",use="reads"\} (\d+)$/gm)]
  if (found.length === 0) throw new Error(`${url} tells nothing of database hosts: --metrics-url says where the site's NUXT_METRICS_PORT is`)
  return new Map(found.map(([, host = '', queries]) => [host, Number(queries)]))
}

/** Who ran what between two readings; a host that joined meanwhile began at 0. */
export function sharesBetween(before: HostQueries, after: HostQueries): HostShare[] {
  const ran = [...after].map(([host, queries]) => ({ host, queries: queries - (before.get(host) ?? 0) }))
  const total = ran.reduce((sum, { queries }) => sum + queries, 0)
  return ran.map(({ host, queries }) => ({ host, queries, share: total === 0 ? 0 : queries / total }))
}
