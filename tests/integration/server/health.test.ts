import process from 'node:process'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import type { SiteProcess } from '../../../scripts/site-process.ts'
import { startSite } from '../../../scripts/site-process.ts'
import { startTemporaryCluster } from '../../../scripts/temporary-cluster.ts'
import { migrate } from '../../../server/database/migrate.ts'
import { ask } from '../support/site.ts'

const sites: SiteProcess[] = []
afterEach(async () => {
  await Promise.all(sites.splice(0).map(site => site.stop()))
})

async function start(cluster: { primaryUrl: string, readUrl?: string }, environment: Record<string, string> = {}): Promise<SiteProcess> {
  const site = await startSite({ cluster, port: await nextFreePort(24_500, new Set()), environment })
  sites.push(site)
  return site
}

const shared = () => ({ primaryUrl: inject('primaryUrl'), readUrl: inject('readUrl') })
const readiness = async ({ url }: SiteProcess) => {
  const { status, body, headers } = await ask(`${url}/readyz`)
  expect(headers.get('cache-control')).toBe('no-store')
  return [status, JSON.parse(body).status]
}

describe('/healthz and /readyz', () => {
  it('say that the process lives, and that it can be used', async () => {
    const site = await start(shared())
    await expect.poll(() => readiness(site)).toEqual([200, 'ready'])
    expect(await ask(`${site.url}/healthz`)).toMatchObject({ status: 200, body: '{"status":"alive"}' })
    expect((await ask(`${site.url}/healthz`, { method: 'POST' })).status).toBe(405)
  })

  it('tell a process without a database from one that does not live', async () => {
    const { cluster, remove } = await startTemporaryCluster({ port: 16_700, standbys: 0 })
    try {
      await migrate(cluster.primaryUrl)
      await cluster.stop()
      const site = await start({ primaryUrl: cluster.primaryUrl })
      await expect.poll(() => readiness(site)).toEqual([503, 'no database host can be read from'])
      expect((await ask(`${site.url}/healthz`)).status).toBe(200)
    }
    finally {
      await remove()
    }
  })
})

describe('the site that drains', () => {
  it('is not ready, answers still and closes connections, and ends with 0', async () => {
    const site = await start(shared(), { NUXT_DRAIN_SECONDS: '2' })
    await expect.poll(() => readiness(site)).toEqual([200, 'ready'])
    expect((await ask(`${site.url}/api/tags`)).headers.get('connection')).toBe('keep-alive')
    process.kill(site.pid, 'SIGTERM')
    await expect.poll(() => readiness(site)).toEqual([503, 'draining'])
    const { status, headers } = await ask(`${site.url}/api/tags`)
    expect([status, headers.get('connection')]).toEqual([200, 'close'])
    expect(await site.exited).toEqual([0, null])
  })
})
