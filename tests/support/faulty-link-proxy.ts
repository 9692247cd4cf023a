// The process that carries one faulty link: `faulty-link-proxy.ts carry proxy|namespace PORT`, with
// its orders and its reports, plain words, on the channel to its parent. It ends with that channel.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, createServer, Server } from 'node:net'
import type { NetworkNamespace } from './network-namespace.ts'
import { createNamespace, removeStaleNamespaces } from './network-namespace.ts'

const [task, kind, lastWord] = process.argv.slice(2)
const to = Number(lastWord)
const report = (words: string) => void (process.connected && process.send?.(words))

/** Milliseconds for a reset connection to be gone. */
const LAST_CLOSE_MS = 1000

let namespace: NetworkNamespace | undefined
let listener: Server | undefined
let [host, port] = ['127.0.0.1', 0]
/** The proxy relays nothing, not even an end. The kernel does this for a namespace. */
let silent = false
let waiting: (() => void)[] = []
const clients = new Map<Socket, Socket | undefined>()

function whenHeard(action: () => void): void {
  if (silent) waiting.push(action)
  else action()
}

function relay(from: Socket, into: Socket): void {
  from.on('data', (bytes) => {
    if (!into.write(bytes)) from.pause()
  })
  into.on('drain', () => whenHeard(() => from.resume()))
  from.on('end', () => whenHeard(() => into.end()))
  from.on('error', () => whenHeard(() => into.resetAndDestroy()))
}

function accept(client: Socket): void {
  clients.set(client, undefined)
  report(`connections ${clients.size}`)
  client.on('error', () => {})
  client.on('close', () => {
    clients.delete(client)
    report(`connections ${clients.size}`)
  })
  whenHeard(() => {
    if (client.destroyed) return
    const server = connect({ host: '127.0.0.1', port: to, allowHalfOpen: true, noDelay: true })
    clients.set(client, server)
    relay(client, server)
    relay(server, client)
    client.resume()
  })
}

/** A listening socket made inside the namespace, where its connections stay: the relay itself runs outside. */
async function listenInside({ name, host }: NetworkNamespace): Promise<Server> {
  const words = ['netns', 'exec', name, process.execPath, import.meta.filename, 'listen', host, String(to)]
  const helper = spawn('ip', words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], timeout: 10_000, killSignal: 'SIGKILL' })
  return await new Promise((found, failed) => {
    let received: unknown
    helper.on('error', failed)
    helper.on('message', (_, handle) => received = handle)
    // Not before its end: the socket listens as long as anybody holds it.
    helper.on('exit', (code) => {
      if (received instanceof Server) found(received)
      else failed(new Error(`No socket could be opened in the namespace (${code})`))
    })
  })
}

async function listen(): Promise<void> {
  if (listener) return
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, accept)
  if (namespace) server.listen(await listenInside(namespace))
  else server.listen(port, host)
  await once(server, 'listening')
  listener = server
}

function hear(): void {
  namespace?.restore()
  silent = false
  for (const action of waiting.splice(0)) action()
  for (const [client, server] of clients) for (const socket of [client, server]) socket?.resume()
}

const orders: Record<string, () => void | Promise<void>> = {
  async drop() {
    if (namespace) {
      namespace.drop()
    }
    else {
      silent = true
      for (const [client, server] of clients) for (const socket of [client, server]) socket?.pause()
    }
    await listen()
  },
  async cut() {
    listener?.close()
    listener = undefined
    waiting = []
    const open = [...clients]
    // The packets that say so must pass.
    namespace?.restore()
    silent = false
    await Promise.all(open.map(([client, server]) => new Promise<void>((closed) => {
      client.once('close', () => closed())
      // Of a connection that was ending by itself no close may be told any more.
      setTimeout(() => {
        client.destroy()
        clients.delete(client)
        closed()
      }, LAST_CLOSE_MS)
      server?.resetAndDestroy()
      client.resetAndDestroy()
    })))
  },
  async restore() {
    await listen()
    hear()
  },
}

function end(code: number): void {
  namespace?.remove()
  process.exit(code)
}

async function carry(): Promise<void> {
  // The parent decides when the link ends; what a terminal sends to all its processes does not.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {})
  process.on('SIGTERM', () => end(0))
  process.on('disconnect', () => end(0))
  if (kind === 'namespace') {
    removeStaleNamespaces()
    namespace = createNamespace()
    ;[host, port] = [namespace.host, to]
  }
  await listen()
  const address = listener?.address()
  if (!namespace && address && typeof address === 'object') port = address.port
  process.on('message', (order) => {
    Promise.resolve(orders[String(order)]?.()).then(() => report('done'), error => report(`failed ${error}`))
  })
  report(`open ${host} ${port}`)
}

if (task === 'carry') {
  carry().catch((error) => {
    console.error(error)
    end(1)
  })
}
else {
  // Inside the namespace: `listen HOST PORT`. The process may end once its parent has the socket.
  const server = createServer().listen(to, kind, () => {
    process.send?.('listening', server, {}, () => process.disconnect())
    server.unref()
  })
}
