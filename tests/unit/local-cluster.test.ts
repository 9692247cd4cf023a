import { linkSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { readArguments } from '../../scripts/local-cluster/arguments.ts'
import { nodePlace } from '../../scripts/local-cluster/data-directory.ts'
import { explain, explainOutput, LocalClusterError } from '../../scripts/local-cluster/errors.ts'
import { acquireSync, withLock } from '../../scripts/local-cluster/lock.ts'
import { countMembers, joinMembers } from '../../scripts/local-cluster/membership.ts'
import { parsePidFile } from '../../scripts/local-cluster/postmaster.ts'
import { inspectProcess, isSameProcess, parseStat, parseTable } from '../../scripts/local-cluster/processes.ts'
import { findAccount } from '../../scripts/local-cluster/run-as.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

describe('readArguments', () => {
  it('reads what is given and leaves the rest to the defaults', () => {
    expect(readArguments([])).toEqual({})
    expect(readArguments(['--standbys', '0', '--port=5500', '--data', 'here'])).toEqual({ standbys: 0, port: 5500, dataDirectory: 'here' })
  })

  it.each([[['--port', '']], [['--port', '1e4']], [['--port', '65001']], [['--standbys', '1.5']], [['--standbys=-1']], [['--port']], [['-x']], [['word']]])('refuses %j', (words) => {
    expect(() => readArguments(words)).toThrow(LocalClusterError)
  })
})

describe('explain', () => {
  it.each(['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EIO'])('makes one line with advice of %s', (code) => {
    const { message } = explain(Object.assign(new Error('a\nb'), { code }), '/some/folder')
    expect(message).toContain('/some/folder')
    expect(message).not.toContain('\n')
    expect(message).toMatch(/set NUXT_DATABASE_URL to use your own Postgres\.$/)
  })

  it('finds a full disk and the telling line in what Postgres wrote', () => {
    expect(explainOutput('x\ninitdb: error: could not write: No space left on device\n', 'Creating', '/d').message).toMatch(/^No space is left/)
    expect(explainOutput('LOG: a\nFATAL:  wrong\nLOG: b\n', 'Starting primary', '/d').message).toMatch(/^Starting primary failed \(FATAL: wrong\)/)
  })
})

describe('parseStat', () => {
  const rest = '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20'

  it('is not misled by a program name with blanks and brackets', () => {
    expect(parseStat(`12 (a) Z 9 (b) S ${rest}`)).toEqual({ parentPid: 1, zombie: false, frozen: false, ticks: '4711' })
  })

  it('knows zombies and frozen processes', () => {
    expect(parseStat(`12 (a) Z ${rest}`)?.zombie).toBe(true)
    expect(parseStat(`12 (a) T ${rest}`)?.frozen).toBe(true)
    expect(parseStat('12 (a')).toBeUndefined()
  })
})

describe('parseTable', () => {
  it('reads the lines of ps and leaves zombies out', () => {
    const text = [
      '  101     1   501 Ss   Mon Nov  3 05:54:19 2025     /x/postgres -D /a b/primary -c port=1',
      '  102   101 65534 T    Mon Nov 23 05:54:19 2025     postgres: kuberocks-1-primary: checkpointer ',
      '  103   101   501 Z    Mon Nov 23 05:54:19 2025     (postgres)',
    ].join('\n')
    expect(parseTable(text)).toEqual([
      { pid: 101, parentPid: 1, uid: 501, frozen: false, startTime: 'Mon Nov 3 05:54:19 2025', commandLine: '/x/postgres -D /a b/primary -c port=1' },
      { pid: 102, parentPid: 101, uid: 65534, frozen: true, startTime: 'Mon Nov 23 05:54:19 2025', commandLine: 'postgres: kuberocks-1-primary: checkpointer' },
    ])
  })
})

describe('a process', () => {
  it('is the same only with the same start time', () => {
    const own = inspectProcess(process.pid)
    expect(own?.parentPid).toBe(process.ppid)
    expect(isSameProcess({ pid: process.pid, startTime: own?.startTime ?? '' })).toBe(true)
    expect(isSameProcess({ pid: process.pid, startTime: 'earlier' })).toBe(false)
  })
})

describe('parsePidFile', () => {
  it('tells a ready server from one that is starting, and from no server', () => {
    const lines = ['4711', '/data', '1700000000', '15432', '', '127.0.0.1', '  123   4', 'ready   ']
    expect(parsePidFile(lines.join('\n'))).toEqual({ pid: 4711, port: 15432, ready: true })
    expect(parsePidFile(lines.with(7, 'starting').join('\n'))).toEqual({ pid: 4711, port: 15432, ready: false })
    expect(parsePidFile(lines.slice(0, 2).join('\n'))).toEqual({ pid: 4711, port: 0, ready: false })
    expect(parsePidFile('')).toBeUndefined()
    expect(parsePidFile('-12\n/data')).toBeUndefined()
  })
})

describe('findAccount', () => {
  it('reads the negative numbers of macOS as the system calls want them', () => {
    expect(findAccount('root:*:0:0:r\nnobody:*:-2:-2:n\n', 'nobody')).toEqual({ uid: 4294967294, gid: 4294967294, name: 'nobody' })
    expect(findAccount('nobodyelse:*:1:1\n', 'nobody')).toBeUndefined()
  })
})

describe('nodePlace', () => {
  it('gives every node of every folder its own short title', () => {
    const titles = ['/a', '/b'].flatMap(base => [0, 1, 8].map(index => nodePlace(base, index).title))
    expect(new Set(titles).size).toBe(6)
    for (const title of titles) expect(title.length).toBeLessThan(64)
  })
})

describe('the data folder\'s', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await makeTemporaryFolder()
  })

  it('lock lets one work at a time, in order, also after a failure', async () => {
    const order: string[] = []
    const work = (name: string) => withLock(folder, async () => {
      order.push(`${name} begins`)
      await new Promise(resolve => setTimeout(resolve, 5))
      order.push(`${name} ends`)
      if (name === 'b') throw new Error('b failed')
    })
    const results = await Promise.allSettled([work('a'), work('b'), work('c')])
    expect(results.map(result => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it('lock is free when its holder is dead, its pid is reused, or its ticket is unreadable', async () => {
    for (const content of [{ pid: 2 ** 22 + 1, startTime: 'x', released: false }, { pid: process.pid, startTime: 'earlier', released: false }, 'nonsense']) {
      const ticket = join(folder, 'draft')
      writeFileSync(ticket, JSON.stringify(content))
      linkSync(ticket, join(folder, `lock-${String(100 + readdirSync(folder).length * 100)}`))
      rmSync(ticket)
      expect(await withLock(folder, () => Promise.resolve('had it'))).toBe('had it')
    }
  })

  it('lock is not given to a second holder', () => {
    const release = acquireSync(folder, 0)
    expect(release).toBeTypeOf('function')
    expect(acquireSync(folder, 0)).toBeUndefined()
    release?.()
    expect(acquireSync(folder, 0)).toBeTypeOf('function')
  })

  it('members are counted while they live', () => {
    expect(countMembers(folder)).toBe(0)
    const [first, second] = [joinMembers(folder), joinMembers(folder)]
    writeFileSync(join(folder, 'members', `${String(process.pid)}-reused`), 'earlier')
    writeFileSync(join(folder, 'members', '4194305-dead'), 'x')
    expect(countMembers(folder)).toBe(2)
    first.leave()
    first.leave()
    expect(countMembers(folder)).toBe(1)
    second.leave()
    expect(countMembers(folder)).toBe(0)
    expect(readdirSync(join(folder, 'members'))).toEqual([])
  })
})
