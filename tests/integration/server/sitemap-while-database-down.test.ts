import { once } from 'node:events'
import { get } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { constants, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { locations } from '../../../scripts/check-sitemap/read.ts'
import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import type { SiteProcess } from '../../../scripts/site-process.ts'
import { startSite } from '../../../scripts/site-process.ts'
import { migrate } from '../../../server/database/migrate.ts'
import type { TemporaryCluster } from '../../../scripts/temporary-cluster.ts'
import { startTemporaryCluster } from '../../../scripts/temporary-cluster.ts'
import { withConnection } from '../support/database.ts'
import { readLines } from '../support/log.ts'
import { ask } from '../support/site.ts'

/** A file of 21 MiB, 6 of them compressed: more than lies in buffers on the way to a client that does not read. */
const ARTICLES = 10_000
const path = '/sitemaps/articles-1.xml'
const lines: string[] = []
let temporary: TemporaryCluster
let site: SiteProcess
beforeAll(async () => {
  temporary = await startTemporaryCluster({ standbys: 0 })
  const { primaryUrl } = temporary.cluster
  await migrate(primaryUrl)
  await withConnection(primaryUrl, sql => sql.begin(async (transaction) => {
    // Nothing here asks for a list.
    await transaction`alter table articles disable trigger user`
    await transaction`insert into users (name, email) values ('Ada', 'ada@example.com')`
    await transaction`
      insert into articles (author_id, title, slug, description, body, body_html)
      select 1, 'T', i || (select string_agg(chr(19968 + (hashint4(i * 240 + c) & 16383)), '') from generate_series(1, 240) c), '', '', ''
      from generate_series(1, ${ARTICLES}::int) i`
  }))
  site = await startSite({ cluster: { primaryUrl, readUrl: `${primaryUrl}?read_timeout=2` }, port: await nextFreePort(23_800, new Set()), output: line => lines.push(line) })
})
afterAll(async () => {
  await site.stop()
  await temporary.remove()
})

describe('a sitemap whose database goes away', () => {
  it.each([
    ['as it is', 'identity', (body: Buffer) => body.toString()],
    ['compressed', 'gzip', (body: Buffer) => gunzipSync(body, { finishFlush: constants.Z_SYNC_FLUSH }).toString()],
  ])('on the way breaks off, %s, so that nobody takes it for the whole; afterwards it is whole', async (_what, encoding, decode) => {
    const { cluster: { nodes: [primary] } } = temporary
    const [response] = await once(get(site.url + path, { headers: { 'accept-encoding': encoding, 'x-request-id': encoding }, agent: false }), 'response')
    expect([response.statusCode, response.headers['content-encoding'] ?? 'identity']).toEqual([200, encoding])
    // Nothing is read until the database is gone.
    await primary?.kill()
    const parts: Buffer[] = []
    await expect((async () => {
      for await (const part of response) parts.push(part)
    })()).rejects.toThrow('aborted')
    const text = decode(Buffer.concat(parts))
    expect(text).toContain('<urlset')
    expect(text).not.toContain('</urlset>')
    expect(locations(text).length).toBeLessThan(ARTICLES)
    await expect.poll(() => readLines(lines).filter(({ msg }) => msg.includes(`(request ${encoding})`))).toMatchObject([
      { level: 'error', msg: expect.stringMatching(/^GET \/sitemaps\/articles-1\.xml broke off \(request \w+\): \S/) },
    ])

    const refused = await ask(site.url + path)
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('cache-control')]).toEqual([503, '1', 'no-store'])
    expect(refused.body).not.toContain('<urlset')

    await primary?.start()
    await expect.poll(async () => (await ask(`${site.url}/readyz`)).status, { timeout: 10_000 }).toBe(200)
    const [again] = await once(get(site.url + path, { headers: { 'accept-encoding': encoding }, agent: false }), 'response')
    const whole = decode(await buffer(again))
    expect(whole.endsWith('</urlset>\n')).toBe(true)
    const addresses = locations(whole)
    expect([addresses.length, new Set(addresses).size]).toEqual([ARTICLES, ARTICLES])
  })

  it('before its first address is 503, and under no version', async () => {
    const { cluster: { nodes: [primary], primaryUrl } } = temporary
    const waiting = (count: number) => expect.poll(() => withConnection(primary?.adminUrl ?? '', sql => sql`select from pg_stat_activity where wait_event_type = 'Lock'`.then(rows => rows.length))).toBe(count)
    const refused = await withConnection(primaryUrl, async (later) => {
      const { asked, locked } = await withConnection(primaryUrl, sql => sql.begin(async (transaction) => {
        await transaction`lock table articles in access exclusive mode`
        const answer = ask(site.url + path)
        await waiting(1)
        // Behind the read of the version, before that of the addresses.
        const { promise, resolve } = Promise.withResolvers<undefined>()
        const holding = later.begin(async (next) => {
          await next`lock table articles in access exclusive mode`
          await promise
        })
        await waiting(2)
        return { asked: answer.finally(() => resolve(undefined)), locked: holding }
      }))
      const answer = await asked
      await locked
      return answer
    })
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('cache-control'), refused.headers.get('etag')]).toEqual([503, '1', 'no-store', null])
    expect(refused.body).not.toContain('<urlset')
  })
})
