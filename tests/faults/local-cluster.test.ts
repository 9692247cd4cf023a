import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { afterwards, cleanUp, dataFolder, freePort, launch, launchDb, processesOf, project, query, readNotes, writeNotes } from './local-cluster-support.ts'

afterEach(cleanUp)

describe('npm run db', () => {
  it('ends its start with the two URLs, stops at Ctrl-C without leaving a process, and keeps the data', async () => {
    const [data, port] = [dataFolder(), String(await freePort())]
    const first = launchDb('--data', data, '--port', port)
    const { url, readUrl } = await first.ready()
    expect(first.lines.slice(-2)).toEqual([`NUXT_DATABASE_URL=${url}`, `NUXT_DATABASE_RO_URL=${readUrl}`])
    expect(url).toMatch(/^postgres:\/\/kuberocks@127\.0\.0\.1:\d+\/kuberocks$/)
    expect(readUrl).toMatch(/^postgres:\/\/kuberocks@127\.0\.0\.1:\d+,127\.0\.0\.1:\d+,127\.0\.0\.1:\d+\/kuberocks$/)
    expect(first.lines.join('\n')).toMatch(/ready in \d+\.\d+ s/)
    const [role] = await query(url, sql => sql`select rolsuper, pg_has_role('pg_monitor', 'member') as monitors from pg_roles where rolname = current_user`)
    expect(role).toEqual({ rolsuper: false, monitors: true })
    await writeNotes(url, 'kept')
    expect(await first.end()).toBe(0)
    expect(processesOf(data)).toEqual([])

    const second = launchDb('--data', data, '--port', port)
    expect(await readNotes((await second.ready()).url)).toEqual(['kept'])
    expect(await second.end('SIGTERM')).toBe(0)
    expect(processesOf(data)).toEqual([])
  })

  it('stops everything when Ctrl-C comes twice', async () => {
    const data = dataFolder()
    const launcher = launchDb('--data', data, '--port', String(await freePort()), '--standbys', '1')
    await launcher.ready()
    process.kill(launcher.pid, 'SIGINT')
    expect(await launcher.end()).toBe(0)
    expect(processesOf(data)).toEqual([])
  })

  it.each([/^created the primary/, /^copying/])('leaves no process when Ctrl-C comes after %s, and the next start works', async (moment) => {
    const [data, port] = [dataFolder(), String(await freePort())]
    const launcher = launchDb('--data', data, '--port', port, '--standbys', '1')
    await launcher.line(moment)
    expect(await launcher.end()).toBe(0)
    expect(processesOf(data)).toEqual([])
    const next = launchDb('--data', data, '--port', port, '--standbys', '1')
    await writeNotes((await next.ready()).url, 'works')
    expect(await next.end()).toBe(0)
  })

  it('takes the next free port when one is taken, and says so', async () => {
    const taken = createServer().listen(await freePort(), '127.0.0.1')
    await once(taken, 'listening')
    afterwards(() => void taken.close())
    const address = taken.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const launcher = launchDb('--data', dataFolder(), '--port', String(port), '--standbys', '0')
    const { url } = await launcher.ready()
    expect(Number(new URL(url).port)).toBeGreaterThan(port)
    expect(launcher.lines.join('\n')).toContain(`port ${String(port)} is taken: primary uses ${new URL(url).port}`)
    expect(await launcher.end()).toBe(0)
  })

  it('runs clusters side by side, each with its own data', async () => {
    const port = String(await freePort())
    const data = [dataFolder(), dataFolder()] as const
    const launchers = data.map(folder => launchDb('--data', folder, '--port', port, '--standbys', '1'))
    const urls = await Promise.all(launchers.map(launcher => launcher.ready()))
    await Promise.all(urls.map(({ url }, index) => writeNotes(url, `cluster ${String(index)}`)))
    expect(await Promise.all(urls.map(({ url }) => readNotes(url)))).toEqual([['cluster 0'], ['cluster 1']])
    expect(await launchers[0]?.end()).toBe(0)
    expect(processesOf(data[0])).toEqual([])
    expect(await readNotes(urls[1]?.url ?? '')).toEqual(['cluster 1'])
    expect(await launchers[1]?.end()).toBe(0)
    expect(processesOf(data[1])).toEqual([])
  })

  it('is shared by launchers on one data folder, also when they start at once; the last one stops it', async () => {
    const [data, port] = [dataFolder(), String(await freePort())]
    const launchers = [1, 2, 3].map(() => launchDb('--data', data, '--port', port, '--standbys', '1'))
    const urls = await Promise.all(launchers.map(launcher => launcher.ready()))
    expect(new Set(urls.map(({ readUrl }) => readUrl)).size).toBe(1)
    for (const launcher of launchers.slice(0, 2)) {
      expect(await launcher.end()).toBe(0)
      await writeNotes(urls[0]?.url ?? '', 'still here')
    }
    expect(await launchers[2]?.end()).toBe(0)
    expect(processesOf(data)).toEqual([])
  })
})

describe('a program that uses the cluster', () => {
  it('takes it down with itself when it exits without stopping it', async () => {
    const [data, port] = [dataFolder(), await freePort()]
    const index = JSON.stringify(join(project, 'scripts/local-cluster/index.ts'))
    const script = `import { startLocalCluster } from ${index}
      const cluster = await startLocalCluster({ dataDirectory: ${JSON.stringify(data)}, port: ${String(port)}, standbys: 1 })
      cluster.nodes[1].freeze()
      console.log('leaving')
      process.exit(3)`
    const program = launch(process.execPath, ['--input-type=module', '-e', script])
    await program.line(/leaving/)
    expect(await program.exited).toBe(3)
    expect(processesOf(data)).toEqual([])
  })

  it('starts with an empty database when the user has deleted the data folder', async () => {
    const [data, port] = [dataFolder(), String(await freePort())]
    const first = launchDb('--data', data, '--port', port, '--standbys', '0')
    await writeNotes((await first.ready()).url, 'before')
    expect(await first.end()).toBe(0)
    rmSync(data, { recursive: true })
    expect(existsSync(data)).toBe(false)
    const second = launchDb('--data', data, '--port', port, '--standbys', '0')
    expect(await readNotes((await second.ready()).url)).toEqual([])
    expect(await second.end()).toBe(0)
  })
})
