import type { ChildProcess } from 'node:child_process'
import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import type { SiteProcess } from '../../../scripts/site-process.ts'
import { startSite } from '../../../scripts/site-process.ts'
import { articleListSchema } from '../../../shared/schemas/article.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'
import { withConnection } from '../support/database.ts'
import type { LogLine } from '../support/log.ts'
import { readLines } from '../support/log.ts'
import { ask } from '../support/site.ts'

const program = resolve(import.meta.dirname, '../../../.output/server/index.mjs')
/** A busy machine may take longer than the second that is usual. */
const PATIENTLY = { timeout: 10_000 }
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

let site: SiteProcess | undefined
let spawned: ChildProcess | undefined
afterEach(async () => {
  await site?.stop()
  spawned?.kill('SIGKILL')
})

async function start(environment: Record<string, string> = {}, readUrl = inject('readUrl')): Promise<SiteProcess & { log: () => LogLine[] }> {
  const lines: string[] = []
  site = await startSite({ cluster: { primaryUrl: inject('primaryUrl'), readUrl }, port: await nextFreePort(24_800, new Set()), environment, output: line => lines.push(line) })
  return { ...site, log: () => readLines(lines) }
}

const ofPath = (log: () => LogLine[], path: string) => () => log().filter(line => line.path === path)

describe('the log', () => {
  it('is JSON from the first line to the last, with what happens to the database and the process', async () => {
    const { log, url } = await start()
    await expect.poll(() => log().map(line => line.msg), PATIENTLY).toEqual(expect.arrayContaining([
      `Listening on http://[::]:${new URL(url).port}`, expect.stringMatching(/^database host \S+ is in use for reads$/), expect.stringMatching(/^database host \S+ is the primary, on timeline 1$/),
    ]))
  })

  it('has one line for each request from outside: what was asked, what came of it, and which host answered', async () => {
    const { url, log } = await start()
    await ask(`${url}/api/Articles?page=2&q=secret`, { headers: { 'x-request-id': 'mine-1', 'cookie': 'session=secret', 'authorization': 'Bearer secret', traceparent } })
    const lines = ofPath(log, '/api/Articles')
    await expect.poll(lines, PATIENTLY).toHaveLength(1)
    const [line] = lines()
    expect(line).toEqual({
      level: 'info', time: expect.any(String), request_id: 'mine-1', trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', span_id: '00f067aa0ba902b7',
      method: 'GET', route: '/api/articles', path: '/api/Articles', status: 200, duration_ms: expect.any(Number), bytes: expect.any(Number),
      database_hosts: [expect.stringMatching(/^127\.0\.0\.1:\d+$/)], msg: 'request answered',
    })
    expect(JSON.stringify(log())).not.toContain('secret')
  })

  it('has one line for a page, with the hosts of what it asks of the API in process', async () => {
    const { url, log } = await start()
    const [slug] = articleListSchema.parse(JSON.parse((await ask(`${url}/api/articles?size=1`)).body)).articles.map(article => article.slug)
    const before = log().length
    await ask(`${url}/articles/${slug}?page=1`)
    await expect.poll(ofPath(log, `/articles/${slug}`), PATIENTLY).toMatchObject([{ route: '/articles/:slug', status: 200, database_hosts: [expect.any(String)] }])
    expect(log().slice(before).filter(line => line.request_id !== undefined && line.path === `/api/articles/${slug}`)).toEqual([])
  })

  it.each(['', 'nonsense', '00-00000000000000000000000000000000-00f067aa0ba902b7-01', 'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'])('passes a traceparent of "%s" over', async (malformed) => {
    const { url, log } = await start()
    expect((await ask(`${url}/api/tags`, { headers: { traceparent: malformed } })).status).toBe(200)
    await expect.poll(ofPath(log, '/api/tags'), PATIENTLY).toHaveLength(1)
    expect(ofPath(log, '/api/tags')()[0]).not.toHaveProperty('trace_id')
  })

  it('says of a request that fails why, of the API and of a page', async () => {
    const dead = await nextFreePort(24_900, new Set())
    const { url, log } = await start({}, `postgres://u@127.0.0.1:${dead}/d?read_timeout=0.3`)
    for (const path of ['/api/articles', '/']) {
      expect((await ask(url + path)).status).toBe(503)
      await expect.poll(ofPath(log, path), PATIENTLY).toMatchObject([{ level: 'error', status: 503, error: expect.stringContaining(`127.0.0.1:${dead}: connect ECONNREFUSED`) }])
    }
  })

  it('tells a request whose client left', async () => {
    const { url, log } = await start({}, `${inject('primaryUrl')}?read_timeout=10`)
    await withConnection(inject('primaryUrl'), sql => sql.begin(async (transaction) => {
      await transaction`lock table articles in access exclusive mode`
      const leaving = new AbortController()
      const asked = ask(`${url}/api/articles`, { signal: leaving.signal })
      await expect.poll(() => withConnection(inject('hosts')[0]?.adminUrl ?? '', sql => sql`select from pg_stat_activity where wait_event_type = 'Lock'`.then(rows => rows.length))).toBeGreaterThan(0)
      leaving.abort()
      await expect(asked).rejects.toThrow()
      await expect.poll(ofPath(log, '/api/articles'), PATIENTLY).toMatchObject([{ msg: 'request aborted', aborted: true }])
    }))
  })

  it('leaves out probes and files, which are there at level debug', async () => {
    const quiet = await start()
    for (const path of ['/healthz', '/favicon.svg', '/nowhere']) await ask(quiet.url + path)
    await expect.poll(ofPath(quiet.log, '/nowhere'), PATIENTLY).toMatchObject([{ level: 'info', status: 404 }])
    expect([...ofPath(quiet.log, '/healthz')(), ...ofPath(quiet.log, '/favicon.svg')()]).toEqual([])
    await site?.stop()
    const { url, log } = await start({ NUXT_LOG_LEVEL: 'debug' })
    for (const path of ['/healthz', '/favicon.svg']) {
      await ask(url + path)
      await expect.poll(ofPath(log, path), PATIENTLY).toMatchObject([{ level: 'debug', status: 200 }])
    }
  })
})

describe('NUXT_LOG_FILE and NUXT_LOG_LEVEL', () => {
  /** Starts the built server beside no database; its stdout and stderr are read. */
  async function spawnSite(environment: Record<string, string>) {
    const port = await nextFreePort(24_800, new Set())
    const child = spawn(process.execPath, [program], {
      env: { PORT: String(port), NUXT_DATABASE_URL: `${inject('primaryUrl')}`, NUXT_SESSION_SECRET: 'x'.repeat(32), ...environment }, stdio: ['ignore', 'pipe', 'pipe'],
    })
    spawned = child
    const exited = once(child, 'exit')
    const url = `http://127.0.0.1:${port}`
    await expect.poll(() => ask(`${url}/readyz`).then(({ status }) => status, () => 0), PATIENTLY).toBe(200)
    return { child, exited, url }
  }

  it('writes to the file, adds to what is in it, and keeps the last lines when the process ends', async () => {
    const file = join(await makeTemporaryFolder(), 'site.log')
    for (const tags of ['first', 'second']) {
      const { child, exited, url } = await spawnSite({ NUXT_LOG_FILE: file })
      expect((await ask(`${url}/api/tags`, { headers: { 'x-request-id': tags } })).status).toBe(200)
      child.kill('SIGTERM')
      expect(await exited).toEqual([0, null])
      expect(child.stdout.read()).toBeNull()
    }
    const lines = readLines(readFileSync(file, 'utf8').trim().split('\n'))
    expect(lines.filter(line => line.path === '/api/tags').map(line => line.request_id)).toEqual(['first', 'second'])
    expect(statSync(file).mode & 0o777).toBe(0o640)
  })

  it('is silent when it is told so', async () => {
    const { child, exited, url } = await spawnSite({ NUXT_LOG_LEVEL: 'silent' })
    await ask(`${url}/api/tags`)
    child.kill('SIGTERM')
    await exited
    expect([child.stdout.read(), child.stderr.read()]).toEqual([null, null])
  })

  it('goes on, and ends with 0, when the disk is full', async () => {
    const { child, exited, url } = await spawnSite({ NUXT_LOG_FILE: '/dev/full' })
    for (let i = 0; i < 50; i++) expect((await ask(`${url}/api/tags`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
  })

  it('goes on, and ends with 0, when the reader of a pipe has stopped to read', async () => {
    const { child, exited, url } = await spawnSite({ NUXT_LOG_LEVEL: 'debug' })
    const agent = new Agent({ keepAlive: true, maxSockets: 10 })
    // More than the pipe and the site's own buffer hold.
    await Promise.all(Array.from({ length: 8000 }, async () => {
      const [response] = await once(get(`${url}/healthz`, { agent }), 'response')
      response.resume()
      await once(response, 'end')
    }))
    agent.destroy()
    expect((await ask(`${url}/api/tags`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
  })

  it.each([
    ['a folder that is not there', { NUXT_LOG_FILE: '/nowhere/site.log' }, /^Not started: NUXT_LOG_FILE: cannot write to \/nowhere\/site\.log: ENOENT/],
    ['a folder', { NUXT_LOG_FILE: tmpdir() }, /^Not started: NUXT_LOG_FILE: cannot write to \/tmp: EISDIR/],
    ['a level that there is not', { NUXT_LOG_LEVEL: 'loud' }, /^Not started: NUXT_LOG_LEVEL: expected one of trace, debug, info, warn, error, fatal, silent$/],
  ])('refuses %s in one line and ends with 1', async (_what, environment, message) => {
    const { code, stderr } = await new Promise<{ code: unknown, stderr: string }>((done) => {
      execFile(process.execPath, [program], { env: { PORT: '0', NUXT_DATABASE_URL: 'postgres://u@h/d', ...environment }, timeout: 20_000 }, (error, _stdout, printed) => done({ code: error?.code ?? 0, stderr: printed }))
    })
    expect(code).toBe(1)
    expect(stderr.trim()).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  it('refuses a named pipe that nobody reads, and does not wait for somebody', async () => {
    const pipe = join(await makeTemporaryFolder(), 'pipe')
    execFileSync('mkfifo', [pipe])
    const child = spawn(process.execPath, [program], { env: { PORT: '0', NUXT_DATABASE_URL: 'postgres://u@h/d', NUXT_LOG_FILE: pipe }, stdio: 'ignore' })
    expect(await once(child, 'exit')).toEqual([1, null])
  })
})
