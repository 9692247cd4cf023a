import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { afterwards, cleanUp, dataFolder, eventually, freePort, isRoot, launch, launchDb, nobody, processesOf, readNotes, writeNotes } from './local-cluster-support.ts'

afterEach(cleanUp)

const processesEnd = (data: string) => eventually('no process is left', () => processesOf(data).length === 0, 10_000)

describe('after kill -9', () => {
  it('of the launcher, the next start takes over what runs, loses nothing and leaves nothing', async () => {
    const [data, port] = [dataFolder(), String(await freePort())]
    const first = launchDb('--data', data, '--port', port)
    const { url, readUrl } = await first.ready()
    await writeNotes(url, 'before')
    const before = processesOf(data)
    await first.end('SIGKILL')
    expect(processesOf(data)).toEqual(expect.arrayContaining(before.slice(0, 1)))

    const second = launchDb('--data', data, '--port', port)
    expect((await second.ready()).readUrl).toBe(readUrl)
    expect(second.lines.join('\n')).toContain('taking over')
    expect(await readNotes(url)).toEqual(['before'])
    expect(await second.end()).toBe(0)
    expect(processesOf(data)).toEqual([])
  })

  it('of the launcher, a start with other settings replaces what runs', async () => {
    const data = dataFolder()
    const [port, other] = [await freePort(), await freePort()]
    const first = launchDb('--data', data, '--port', String(port), '--standbys', '2')
    await writeNotes((await first.ready()).url, 'before')
    await first.end('SIGKILL')
    const second = launchDb('--data', data, '--port', String(other), '--standbys', '1')
    const { url, readUrl } = await second.ready()
    expect(readUrl.match(/127\.0\.0\.1/g)).toHaveLength(2)
    expect(await readNotes(url)).toEqual(['before'])
    expect(await second.end()).toBe(0)
    expect(processesOf(data)).toEqual([])
  })

  it('of the launcher and every server process, the next start loses nothing and leaves nothing', async () => {
    const [data, port] = [dataFolder(), String(await freePort())]
    const first = launchDb('--data', data, '--port', port)
    await writeNotes((await first.ready()).url, 'before')
    await first.end('SIGKILL')
    for (const pid of processesOf(data)) {
      try {
        process.kill(pid, 'SIGKILL')
      }
      catch {
        // A child that saw its postmaster die was faster.
      }
    }
    const second = launchDb('--data', data, '--port', port)
    expect(await readNotes((await second.ready()).url)).toEqual(['before'])
    expect(await second.end()).toBe(0)
    expect(processesOf(data)).toEqual([])
  })

  it('of the primary alone, the next start gets rid of its frozen children', async () => {
    const [data, port] = [dataFolder(), String(await freePort())]
    const first = launchDb('--data', data, '--port', port, '--standbys', '0')
    await writeNotes((await first.ready()).url, 'before')
    const postmaster = Number.parseInt(readFileSync(join(data, 'primary', 'postmaster.pid'), 'utf8'), 10)
    await first.end('SIGKILL')
    for (const pid of processesOf(data)) if (pid !== postmaster) process.kill(pid, 'SIGSTOP')
    process.kill(postmaster, 'SIGKILL')
    const second = launchDb('--data', data, '--port', port, '--standbys', '0')
    expect(await readNotes((await second.ready()).url)).toEqual(['before'])
    expect(await second.end()).toBe(0)
    expect(processesOf(data)).toEqual([])
  })

  it.each([/^Postgres /, /^copying/])('of a launcher in its first start after %s, the next start works and leaves nothing', async (moment) => {
    const [data, port] = [dataFolder(), String(await freePort())]
    const first = launchDb('--data', data, '--port', port, '--standbys', '1')
    await first.line(moment)
    await first.end('SIGKILL')
    const second = launchDb('--data', data, '--port', port, '--standbys', '1')
    await writeNotes((await second.ready()).url, 'works')
    expect(await second.end()).toBe(0)
    await processesEnd(data)
  })

  it.each([
    ['its parent', 'exec'],
    ['the parent of its shell', ''],
  ])('of %s, the launcher stops everything by itself', async (_who, exec) => {
    const [data, port] = [dataFolder(), String(await freePort())]
    const command = `${exec} '${process.execPath}' scripts/db.ts --data '${data}' --port ${port} --standbys 1${exec ? '' : '; true'}`
    // Stands in for npm, which starts a shell that may or may not stay.
    const parent = launch(process.execPath, ['-e', `require('node:child_process').spawn('sh', ['-c', ${JSON.stringify(command)}], { stdio: 'inherit' })`], {
      env: { ...process.env, npm_lifecycle_event: 'db' },
    })
    await parent.ready()
    process.kill(parent.pid, 'SIGKILL')
    await processesEnd(data)
    expect(await eventually('the launcher itself is gone', async () => await parent.exited !== undefined)).toBe(true)
  })
})

describe('a postmaster.pid left behind', () => {
  it.each(['a foreign program', 'a zombie'])('that names %s does not keep the next start from working', async (kind) => {
    const [data, port] = [dataFolder(), String(await freePort())]
    const first = launchDb('--data', data, '--port', port, '--standbys', '0')
    await writeNotes((await first.ready()).url, 'before')
    const pidFile = join(realpathSync(data), 'primary', 'postmaster.pid')
    const content = readFileSync(pidFile, 'utf8')
    expect(await first.end()).toBe(0)
    // The shell leaves a child behind and becomes a program that never looks after it.
    const foreign = spawn('sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      // Of the same user as Postgres: it pays no heed to others.
      ...(isRoot ? { uid: nobody, gid: nobody, cwd: '/' } : {}),
    })
    afterwards(() => void foreign.kill('SIGKILL'))
    const [zombie] = await once(foreign.stdout.setEncoding('utf8'), 'data')
    const pid = kind === 'a zombie' ? Number.parseInt(String(zombie), 10) : foreign.pid
    writeFileSync(pidFile, content.replace(/^\d+/, String(pid)))
    const second = launchDb('--data', data, '--port', port, '--standbys', '0')
    expect(await readNotes((await second.ready()).url)).toEqual(['before'])
    expect(await second.end()).toBe(0)
    expect(foreign.exitCode).toBeNull()
    expect(processesOf(data)).toEqual([])
  })
})
