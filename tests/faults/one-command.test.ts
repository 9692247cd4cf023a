import { execFileSync } from 'node:child_process'
import { cpSync, symlinkSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { basename, join } from 'node:path'
import process from 'node:process'
import { afterEach, describe, expect, it } from 'vitest'
import { articleListSchema } from '../../shared/schemas/article.ts'
import type { Launcher } from './local-cluster-support.ts'
import { afterwards, cleanUp, eventually, freePort, launch, processesOf, project, query, temporaryFolder } from './local-cluster-support.ts'

afterEach(cleanUp)

const notCopied = new Set(['.tools', '.git', '.nuxt', '.data', '.output', 'node_modules', 'test-results'])

/** The checkout again, with a database of its own; the packages and the build are the checkout's. */
function copyProject(): string {
  const folder = join(temporaryFolder(0o755), 'kuberocks')
  cpSync(project, folder, { recursive: true, filter: source => !notCopied.has(basename(source)) })
  for (const name of ['node_modules', '.output']) symlinkSync(join(project, name), join(folder, name))
  // Whatever a failed test leaves: only processes that name this copy.
  afterwards(() => {
    for (const pid of processesIn(folder)) process.kill(pid, 'SIGKILL')
  })
  return folder
}

/** Node and Postgres processes that run in this copy. */
function processesIn(folder: string): number[] {
  const found = execFileSync('ps', ['-axww', '-o', 'pid=,state=,command='], { encoding: 'utf8' }).split('\n')
    .filter(line => line.includes(folder) && !/^\s*\d+\s+Z/.test(line)).map(line => Number.parseInt(line, 10))
  try {
    return [...new Set([...found, ...processesOf(join(folder, '.data/postgres'))])]
  }
  catch {
    // There is no data folder yet.
    return found
  }
}

/** The body of a good answer, over a certificate that nobody has signed as well; undefined for any other. */
function get(url: string): Promise<string | undefined> {
  return new Promise((done) => {
    const request = url.startsWith('https:') ? https.get(url, { rejectUnauthorized: false }) : http.get(url)
    request.on('error', () => done(undefined)).on('response', (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => body += text)
        .on('end', () => done(response.statusCode === 200 ? body : undefined))
    })
  })
}

async function countArticles(port: number, scheme = 'http'): Promise<number | undefined> {
  const body = await get(`${scheme}://localhost:${port}/api/articles`)
  return body === undefined ? undefined : articleListSchema.parse(JSON.parse(body)).articlesCount
}

describe('the demo', () => {
  const launchDemo = (folder: string, port: number): Launcher =>
    launch(process.execPath, [join(folder, 'scripts/demo.ts'), '--skip-build'], { cwd: folder, env: { ...process.env, PORT: String(port) } })

  it('survives kill -9: the server ends with it, the next start works and loses nothing, Ctrl-C leaves no process', async () => {
    const [folder, port] = [copyProject(), await freePort()]
    const first = launchDemo(folder, port)
    await first.line(/open http:\/\/localhost/)
    expect(await countArticles(port)).toBe(500)
    const [primary = ''] = execFileSync('head', ['-4', join(folder, '.data/postgres/primary/postmaster.pid')], { encoding: 'utf8' }).split('\n').slice(3)
    await query(`postgres://kuberocks@127.0.0.1:${primary}/kuberocks`, sql => sql`delete from articles where id = 1`)

    await first.end('SIGKILL')
    await eventually('the server has ended', async () => await countArticles(port) === undefined)

    const second = launchDemo(folder, port)
    await second.line(/open http:\/\/localhost/)
    expect(await countArticles(port)).toBe(499)
    expect(await second.end('SIGINT')).toBe(0)
    expect(processesIn(folder)).toEqual([])
  })

  it('takes the next free port when its own is taken, and says so', async () => {
    const [folder, port] = [copyProject(), await freePort()]
    const first = launchDemo(folder, port)
    await first.line(/open http:\/\/localhost/)
    const second = launchDemo(folder, port)
    await second.line(new RegExp(`port ${port} is taken, using \\d+`))
    const opened = await second.line(/open http:\/\/localhost/)
    expect(await countArticles(Number(/localhost:(\d+)/.exec(opened)?.[1]))).toBe(500)
    expect(await second.end('SIGINT')).toBe(0)
    expect(await countArticles(port), 'the first goes on').toBe(500)
    expect(await first.end('SIGTERM')).toBe(0)
    expect(processesIn(folder)).toEqual([])
  })
})

describe('the development server', () => {
  it.each([
    ['http', []],
    ['https', ['--https']],
  ])('serves pages and API on one %s address, with a database of its own, and leaves no process after Ctrl-C', async (scheme, options) => {
    const [folder, port] = [copyProject(), await freePort()]
    const { NUXT_DATABASE_URL: _, ...environment } = process.env
    const development = launch(process.execPath, [join(folder, 'node_modules/nuxt/bin/nuxt.mjs'), 'dev', '--port', String(port), ...options], {
      cwd: folder,
      env: { ...environment, NODE_ENV: 'development' },
    })
    await eventually('the site is served', () => countArticles(port, scheme), 90_000)
    expect(await countArticles(port, scheme)).toBe(500)
    expect(await get(`${scheme}://localhost:${port}/`)).toContain('<article')
    await development.end('SIGINT')
    await eventually('every process has ended', () => processesIn(folder).length === 0)
  }, 120_000)
})
