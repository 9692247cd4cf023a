import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FaultyLink, LinkKind } from '../support/faulty-link.ts'
import { openLink, openNamespaceLink, openProxyLink } from '../support/faulty-link.ts'
import { namespacesOfLinks, namespacesRefused } from '../support/network-namespace.ts'
import { afterwards, cleanUp, eventually, project } from './local-cluster-support.ts'

afterEach(cleanUp)

const openers = { namespace: openNamespaceLink, proxy: openProxyLink }
const kinds: LinkKind[] = ['namespace', 'proxy']

/** A server that sends back what it gets; `ends` counts the connections it saw end. */
async function echoServer(): Promise<{ port: number, ends: () => number }> {
  const sockets = new Set<Socket>()
  let ends = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => ends++)
    socket.pipe(socket)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  afterwards(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return { port: address && typeof address === 'object' ? address.port : 0, ends: () => ends }
}

/** A client that notes all that happens to it, in order. */
function dial({ host, port }: FaultyLink) {
  const seen: string[] = []
  const socket = connect({ host, port, noDelay: true })
  socket.on('connect', () => seen.push('connected'))
  socket.on('data', bytes => seen.push(String(bytes)))
  socket.on('end', () => seen.push('end'))
  socket.on('error', error => seen.push('code' in error ? String(error.code) : error.message))
  socket.on('close', () => seen.push('closed'))
  afterwards(() => void socket.destroy())
  return { socket, seen, sees: (words: string) => eventually(`the client sees ${words}`, () => seen.includes(words), 10_000) }
}

async function speak(link: FaultyLink, words: string) {
  const client = dial(link)
  client.socket.write(words)
  await client.sees(words)
  return client
}

const lives = (pid: number) => {
  try {
    return process.kill(pid, 0)
  }
  catch {
    return false
  }
}
const namespaceOf = (pid: number) => namespacesOfLinks().filter(name => name.includes(`-${pid}-`))

describe.each(kinds)('a faulty link of the kind %s', (kind) => {
  const reason = kind === 'namespace' ? namespacesRefused() : undefined
  if (reason !== undefined) {
    it('is not available here', ({ skip }) => {
      console.warn(`skipped: ${reason}`)
      skip(reason)
    })
    return
  }

  async function openTo(to: number): Promise<FaultyLink> {
    const link = await openers[kind]({ to })
    afterwards(link.close)
    return link
  }

  it('passes bytes and the end of a connection', async () => {
    const { port, ends } = await echoServer()
    const link = await openTo(port)
    expect(link.kind).toBe(kind)
    const client = await speak(link, 'hello')
    const large = 'x'.repeat(3_000_000)
    client.socket.write(large)
    await eventually('all came back', () => client.seen.join('').length === 'connectedhello'.length + large.length, 10_000)
    expect(link.connections()).toBe(1)
    client.socket.end()
    await client.sees('closed')
    expect(ends()).toBe(1)
    await eventually('the link forgets it', () => link.connections() === 0, 5_000)
  })

  it('falls silent and goes on later', async () => {
    const { port, ends } = await echoServer()
    const link = await openTo(port)
    const [old, leaving] = [await speak(link, 'before'), await speak(link, 'bye')]
    await link.drop()
    old.socket.write('unheard')
    leaving.socket.end()
    const young = dial(link)
    young.socket.write('young')
    await sleep(300)
    expect(old.seen).toEqual(['connected', 'before'])
    expect(leaving.seen).toEqual(['connected', 'bye'])
    expect(young.seen).toEqual(kind === 'proxy' ? ['connected'] : [])
    expect(ends()).toBe(0)

    await link.restore()
    await speak(link, 'after')
    await Promise.all([old.sees('unheard'), young.sees('young'), leaving.sees('closed')])
    expect(old.seen).toEqual(['connected', 'before', 'unheard'])
  })

  it('tells nobody in its silence for longer than the kernel asks for an address', async () => {
    const link = await openTo((await echoServer()).port)
    const old = await speak(link, 'before')
    await link.drop()
    old.socket.write('unheard')
    const young = dial(link)
    await sleep(6_000)
    expect([...old.seen, ...young.seen].filter(words => words !== 'connected')).toEqual(['before'])
  })

  it('resets connections and refuses new ones, after a silence too', async () => {
    const { port, ends } = await echoServer()
    const link = await openTo(port)
    for (const silence of [false, true]) {
      const old = await speak(link, 'before')
      if (silence) await link.drop()
      await link.cut()
      expect(link.connections()).toBe(0)
      await old.sees('closed')
      expect(old.seen).toEqual(['connected', 'before', 'ECONNRESET', 'closed'])
      const young = dial(link)
      await young.sees('closed')
      expect(young.seen).toEqual(['ECONNREFUSED', 'closed'])
      await link.restore()
      await speak(link, 'after')
    }
    expect(ends()).toBeGreaterThanOrEqual(2)
    await link.cut()
    await link.drop()
    const young = dial(link)
    await sleep(300)
    expect(young.seen).toEqual(kind === 'proxy' ? ['connected'] : [])
  })

  it('leaves nothing behind', async () => {
    const link = await openTo((await echoServer()).port)
    expect(namespaceOf(link.pid)).toHaveLength(kind === 'namespace' ? 1 : 0)
    const client = await speak(link, 'hello')
    await link.drop()
    await link.close()
    await client.sees('closed')
    expect(lives(link.pid)).toBe(false)
    expect(namespaceOf(link.pid)).toEqual([])
    await link.close()
    await expect(link.restore()).rejects.toThrow(/has ended/)
  })

  it('leaves nothing behind when its process or the one that opened it is killed', async () => {
    const { port } = await echoServer()
    const opener = kind === 'proxy' ? 'openProxyLink' : 'openNamespaceLink'
    const script = `import { ${opener} as open } from './tests/support/faulty-link.ts'
      const link = await open({ to: ${port} })
      await link.drop()
      console.log(link.pid)`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: project, stdio: ['ignore', 'pipe', 'inherit'] })
    afterwards(() => void parent.kill('SIGKILL'))
    const [line] = await once(createInterface(parent.stdout), 'line')
    parent.kill('SIGKILL')
    await eventually('the link ends with its parent', () => !lives(Number(line)) && namespaceOf(Number(line)).length === 0, 10_000)

    const killed = await openTo(port)
    process.kill(killed.pid, 'SIGKILL')
    await eventually('the process is gone', () => !lives(killed.pid), 5_000)
    await openTo(port)
    expect(namespaceOf(killed.pid)).toEqual([])
  })
})

it('a faulty link is of the kind that FAULTY_LINK names', async () => {
  afterwards(() => void vi.unstubAllEnvs())
  const kindFor = async (word: string) => {
    vi.stubEnv('FAULTY_LINK', word)
    const link = await openLink({ to: 1 })
    afterwards(link.close)
    return link.kind
  }
  expect(await kindFor('proxy')).toBe('proxy')
  expect(await kindFor('')).toBe(namespacesRefused() === undefined ? 'namespace' : 'proxy')
  await expect(kindFor('tunnel')).rejects.toThrow('FAULTY_LINK is "tunnel": use namespace or proxy')
})
