import process from 'node:process'
import type { Registry } from 'prom-client'
import { Gauge } from 'prom-client'

/** Which build runs. */
export interface BuildInformation {
  readonly version: string
  /** The commit, or `unknown`. */
  readonly revision: string
}

/** Registers which build it is and on which Node, as labels of a constant: other series are joined with it. */
export function registerBuildMetrics(registry: Registry, { version, revision }: BuildInformation): void {
  new Gauge({
    name: 'kuberocks_build_info', help: 'Always 1; says which build this is.', labelNames: ['version', 'revision', 'node_version'] as const, registers: [registry],
  }).set({ version, revision, node_version: process.versions.node }, 1)
}
