import type { ServerOptions } from './server.ts'

/** What all parts of one cluster share. */
export interface ClusterContext {
  /** The data folder: absolute, without symlinks. */
  readonly base: string
  readonly server: ServerOptions
  /** The first port to try. */
  readonly firstPort: number
  readonly standbys: number
  readonly step: (line: string) => void
}

/** The application's URL of one or several hosts on this machine. */
export function applicationUrl(...ports: readonly number[]): string {
  return `postgres://kuberocks@${ports.map(port => `127.0.0.1:${String(port)}`).join(',')}/kuberocks`
}

/** The superuser's URL of one host. */
export function adminUrl(port: number, database = 'kuberocks'): string {
  return `postgres://postgres@127.0.0.1:${String(port)}/${database}`
}
