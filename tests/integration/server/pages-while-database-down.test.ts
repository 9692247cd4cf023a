import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import { seedDatabase } from '../../../scripts/seed/index.ts'
import type { SiteProcess } from '../../../scripts/site-process.ts'
import { startSite } from '../../../scripts/site-process.ts'
import { migrate } from '../../../server/database/migrate.ts'
import { problemSchema } from '../../../shared/schemas/problem.ts'
import type { TemporaryCluster } from '../../../scripts/temporary-cluster.ts'
import { startTemporaryCluster } from '../../../scripts/temporary-cluster.ts'
import { withConnection } from '../support/database.ts'
import { ask } from '../support/site.ts'

let temporary: TemporaryCluster
let site: SiteProcess
beforeAll(async () => {
  temporary = await startTemporaryCluster({ standbys: 0 })
  const { primaryUrl } = temporary.cluster
  await migrate(primaryUrl)
  await seedDatabase({ url: primaryUrl, articles: 40 })
  site = await startSite({ cluster: { primaryUrl }, port: await nextFreePort(23_750, new Set()) })
})
afterAll(async () => {
  await site.stop()
  await temporary.remove()
})

const readPage = (path: string, headers: Record<string, string> = {}) => ask(site.url + path, { headers: { accept: 'text/html', ...headers } })

describe('while the database is down', () => {
  it('pages that were read are given as they were, and say so; others are 503; afterwards all are fresh', async () => {
    const { cluster: { nodes: [primary], primaryUrl } } = temporary
    const [first, dark] = [await readPage('/'), await readPage('/', { cookie: 'colour-scheme=dark' })]
    expect([first.status, dark.status]).toEqual([200, 200])

    await primary?.kill()
    await expect.poll(async () => (await readPage('/')).headers.get('cache-status')).toMatch(/^kuberocks; hit; ttl=-?\d+; detail=stale-database-down$/)
    // By now the heartbeats know, so that nobody waits.
    await expect.poll(async () => (await ask(`${site.url}/readyz`)).status).toBe(503)
    const stale = await readPage('/')
    expect(stale.status).toBe(200)
    expect(stale.body).toBe(first.body)
    expect(stale.headers.get('etag')).toBe(first.headers.get('etag'))
    const age = Number(stale.headers.get('age'))
    expect(stale.headers.get('age')).toMatch(/^\d+$/)
    // It was fresh for one second.
    expect(stale.headers.get('cache-status')).toBe(`kuberocks; hit; ttl=${1 - age}; detail=stale-database-down`)
    expect((await readPage('/', { cookie: 'colour-scheme=dark' })).status).toBe(200)
    expect((await readPage('/', { 'if-none-match': first.headers.get('etag') ?? '' })).status).toBe(304)

    // Who may have written something is not shown what may lack it.
    for (const path of ['/?page=2', '/articles/never-read']) expect([(await readPage(path)).status, (await readPage(path)).headers.get('retry-after')]).toEqual([503, '1'])
    expect((await readPage('/', { 'read-position': '0' })).status).toBe(503)
    expect((await ask(`${site.url}/`, { headers: { authorization: 'Bearer x' } })).status).toBe(503)
    const problem = await ask(`${site.url}/?page=2`, { headers: { accept: 'application/json' } })
    expect(problemSchema.parse(JSON.parse(problem.body)).status).toBe(503)

    await primary?.start()
    await withConnection(primaryUrl, sql => sql`update articles set title = 'Written after the fall' where id = (select id from articles order by created_at desc, id desc limit 1)`)
    await expect.poll(async () => (await ask(`${site.url}/readyz`)).status).toBe(200)
    const back = performance.now()
    await expect.poll(async () => (await readPage('/')).body, { interval: 20 }).toContain('Written after the fall')
    expect(performance.now() - back).toBeLessThan(1_000)
    expect((await readPage('/?page=2')).status).toBe(200)
  })
})
