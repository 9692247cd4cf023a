import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createServer } from 'node:net'

/** Something that listens on 127.0.0.1. */
export interface FakeServer {
  readonly port: number
  /** How many connections were made so far. */
  readonly connections: () => number
  readonly close: () => Promise<void>
}

/** Does with each connection what it is told. */
export async function startFakeServer(onConnection: (socket: Socket) => void): Promise<FakeServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections++
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)))
    onConnection(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new TypeError('the server has no port')
  return {
    port: address.port,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

type Column = readonly [name: string, type: number, value: string | null]

/** What a fake Postgres does: refuse everybody's password, or answer every query with one row. */
export type FakeBehaviour
  = { readonly refuses: string, readonly code: string }
    | { readonly version: string, readonly row: readonly Column[] }

const int16 = (value: number) => {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
const text = (value: string) => Buffer.from(`${value}\0`)

/** https://www.postgresql.org/docs/18/protocol-message-formats.html */
function message(letter: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(letter), int32(body.length + 4), body])
}

const ready = message('Z', Buffer.from('I'))

function refusal(behaviour: { readonly refuses: string, readonly code: string }): Buffer {
  return message('E', text('SFATAL'), text('VFATAL'), text(`C${behaviour.code}`), text(`M${behaviour.refuses}`), Buffer.from('\0'))
}

/** The answers to the messages of the extended protocol, by their letters. */
function answers(row: readonly Column[]): ReadonlyMap<string, Buffer> {
  const columns = row.map(([name, type]) => Buffer.concat([text(name), int32(0), int16(0), int32(type), int16(-1), int32(-1), int16(0)]))
  const values = row.map(([, , value]) => value === null ? int32(-1) : Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]))
  return new Map([
    ['P', message('1')],
    ['D', Buffer.concat([message('t', int16(1), int32(25)), message('T', int16(row.length), ...columns)])],
    ['B', message('2')],
    ['E', Buffer.concat([message('D', int16(row.length), ...values), message('C', text('SELECT 1'))])],
    ['S', ready],
  ])
}

/** Speaks as much of Postgres' protocol, version 3 without TLS, as a client needs to be let in or refused, and to ask. */
export async function startFakePostgres(behaviour: FakeBehaviour): Promise<FakeServer> {
  const known = 'row' in behaviour ? answers(behaviour.row) : new Map<string, Buffer>()
  const welcome = 'row' in behaviour
    ? Buffer.concat([message('R', int32(0)), message('S', text('server_version'), text(behaviour.version)), message('K', int32(1), int32(1)), ready])
    : message('R', int32(3))

  return await startFakeServer((socket) => {
    let received = Buffer.alloc(0)
    let started = false
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      for (;;) {
        // The first message has no letter.
        const head = started ? 1 : 0
        if (received.length < head + 4) return
        const end = head + received.readInt32BE(head)
        if (received.length < end) return
        const letter = received.toString('latin1', 0, head)
        received = received.subarray(end)
        if (!started) socket.write(welcome)
        else if ('refuses' in behaviour) socket.end(refusal(behaviour))
        else socket.write(known.get(letter) ?? '')
        started = true
      }
    })
  })
}
