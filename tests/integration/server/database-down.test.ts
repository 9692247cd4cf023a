import { afterEach, describe, expect, it } from 'vitest'
import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import { seedDatabase } from '../../../scripts/seed/index.ts'
import type { SiteProcess } from '../../../scripts/site-process.ts'
import { migrate } from '../../../server/database/migrate.ts'
import { problemSchema } from '../../../shared/schemas/problem.ts'
import type { TemporaryCluster } from '../../../scripts/temporary-cluster.ts'
import { startTemporaryCluster } from '../../../scripts/temporary-cluster.ts'
import { ask, startTestSite } from '../support/site.ts'

let site: SiteProcess | undefined
let temporary: TemporaryCluster | undefined
afterEach(async () => {
  await site?.stop()
  await temporary?.remove()
})

describe('the site while its database is not there', () => {
  it('starts, answers 503 with Retry-After, and serves as soon as the database is there', async () => {
    const port = await nextFreePort(17_000, new Set())
    site = await startTestSite({ primaryUrl: `postgres://kuberocks@127.0.0.1:${port}/kuberocks` })

    const api = await ask(`${site.url}/api/articles`)
    expect(api.status).toBe(503)
    expect(api.type).toBe('application/problem+json')
    expect(api.headers.get('retry-after')).toBe('1')
    const problem = problemSchema.parse(JSON.parse(api.body))
    expect(problem.detail).toBe('The database cannot be reached. Try again in a moment.')
    expect(api.body).not.toContain(String(port))

    const page = await ask(`${site.url}/`, { headers: { accept: 'text/html' } })
    expect(page.status).toBe(503)
    expect(page.type).toMatch(/^text\/html/)
    expect(page.headers.get('retry-after')).toBe('1')
    expect((await ask(`${site.url}/readyz`)).status).toBe(503)

    temporary = await startTemporaryCluster({ port, standbys: 0 })
    const { url, exited } = site
    expect((await ask(`${url}/api/articles`)).status, 'without the schema').toBe(503)
    await migrate(temporary.cluster.primaryUrl)
    await seedDatabase({ url: temporary.cluster.primaryUrl, articles: 20 })
    expect((await ask(`${url}/api/articles`)).status).toBe(200)
    expect(await ask(`${url}/`, { headers: { accept: 'text/html' } })).toMatchObject({ status: 200, body: expect.stringContaining('<article') })
    expect(await ask(`${url}/readyz`)).toMatchObject({ status: 200, body: '{"status":"ready"}' })
    expect(await Promise.race([exited, 'never restarted'])).toBe('never restarted')
  })
})
