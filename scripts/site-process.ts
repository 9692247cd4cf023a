import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import type { ServerProcess } from './server-process.ts'
import { startServer } from './server-process.ts'

const builtSite = resolve(import.meta.dirname, '../.output/server/index.mjs')
/** For sites on this machine alone; processes that are started here understand each other's cookies. */
const DEVELOPMENT_SECRET = 'a development secret, known to everybody'

/** The built site as a process of its own. */
export interface SiteProcess extends ServerProcess {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
}

export interface SiteProcessOptions {
  /** Without `readUrl` the site reads from the primary. */
  cluster: { primaryUrl: string, readUrl?: string }
  port: number
  /** Further environment variables. */
  environment?: Readonly<Record<string, string>>
  /** Another build's server than `.output`'s. */
  program?: string
  /** Told each line that the site prints. */
  output?: (line: string) => void
}

/**
 * Starts the built site and waits until it listens.
 *
 * @throws when there is no build, or when the site ends before it listens (with what it printed)
 */
export async function startSite({ cluster, port, environment = {}, program = builtSite, output }: SiteProcessOptions): Promise<SiteProcess> {
  if (!existsSync(program)) throw new Error('There is no build, run npm run build first.')
  const server = await startServer(program, {
    PORT: String(port),
    NUXT_DATABASE_URL: cluster.primaryUrl,
    // Empty is unset: the launcher's own variable must not come through.
    NUXT_DATABASE_RO_URL: cluster.readUrl ?? '',
    NUXT_SESSION_SECRET: process.env.NUXT_SESSION_SECRET || DEVELOPMENT_SECRET,
    ...environment,
  }, output)
  return { ...server, url: `http://127.0.0.1:${port}` }
}
