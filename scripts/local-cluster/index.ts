/** The local Postgres cluster: the one implementation for development, the demo, tests and benchmarks. */
export { startLocalCluster } from './cluster.ts'
export type { LocalCluster } from './cluster.ts'
export { LocalClusterError } from './errors.ts'
export type { LocalClusterNode } from './node.ts'
export type { LocalClusterOptions } from './options.ts'
export { watchNpm } from './parent-watch.ts'
