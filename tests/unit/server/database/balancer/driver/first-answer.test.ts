import { Socket } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refuseStrangers } from '../../../../../../server/database/balancer/driver/first-answer.ts'

/** What becomes of a socket that is answered so. */
function answered(...chunks: readonly Buffer[]) {
  const socket = new Socket()
  const errors: unknown[] = []
  socket.on('error', error => errors.push(error))
  refuseStrangers(socket)
  const seen: Buffer[] = []
  socket.on('data', (chunk: Buffer) => seen.push(Buffer.from(chunk)))
  for (const chunk of chunks) socket.emit('data', chunk)
  const refused = socket.destroyed
  socket.destroy()
  return { refused, seen }
}

/** A message of Postgres: a letter, its length, and that many bytes less four. */
function message(letter: string, body: string): Buffer {
  const head = Buffer.alloc(5)
  head.write(letter, 'latin1')
  head.writeUInt32BE(body.length + 4, 1)
  return Buffer.concat([head, Buffer.from(body, 'latin1')])
}

describe('the first answer', () => {
  it.each([
    ['a request for a password', message('R', '\0\0\0\n')],
    ['an error', message('E', 'SFATAL\0C57P03\0')],
    ['an older protocol', message('v', '\0\0\0\0')],
    ['TLS is there', Buffer.from('S')],
    ['TLS is not there', Buffer.from('N')],
  ])('may be %s', (_, chunk) => {
    const { refused, seen } = answered(chunk)
    expect(refused).toBe(false)
    expect(seen).toEqual([chunk])
  })

  it.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['SMTP', '220 mail.example ESMTP\r\n'],
    ['Redis', '-ERR unknown command\r\n'],
    ['RTSP, which begins like a request for a password', 'RTSP/1.0 400 Bad Request\r\n\r\n'],
    ['MySQL', 'J\0\0\0\n8.0.36\0'],
    ['TLS', '\u0016\u0003\u0001\0\u0005'],
  ])('of %s ends the connection, and postgres.js is not shown a word of it', (_, text) => {
    const { refused, seen } = answered(Buffer.from(text, 'latin1'))
    expect(refused).toBe(true)
    expect(seen[0]?.every(byte => byte === 0xFF)).toBe(true)
  })

  it('is the first only: what follows may be anything', () => {
    expect(answered(Buffer.from('N'), Buffer.from('HTTP/1.1 200 OK\r\n')).refused).toBe(false)
  })

  it('never throws, whatever it is', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (bytes) => {
      answered(Buffer.from(bytes))
    }))
  })
})
