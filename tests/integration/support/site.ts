import { inject } from 'vitest'
import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import type { SiteProcess } from '../../../scripts/site-process.ts'
import { startSite } from '../../../scripts/site-process.ts'

/** The production build over the shared cluster, or over the given addresses. */
export async function startTestSite(cluster: { primaryUrl: string, readUrl?: string } = { primaryUrl: inject('primaryUrl'), readUrl: inject('readUrl') }): Promise<SiteProcess> {
  return startSite({ cluster, port: await nextFreePort(24_500, new Set()) })
}

export interface Answer { status: number, type: string | null, headers: Headers, body: string }

/** A request whose path is sent as it is written. */
export async function ask(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  return { status: response.status, type: response.headers.get('content-type'), headers: response.headers, body: await response.text() }
}
