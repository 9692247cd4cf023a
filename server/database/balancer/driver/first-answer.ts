import type { Socket } from 'node:net'

/** Authentication request, error, protocol negotiation; and the one letter that answers a request for TLS. */
const firstLetters = new Set([...'REvSN'].map(letter => letter.charCodeAt(0)))
/** A first message is short; libpq has the same limit: https://github.com/postgres/postgres/blob/REL_18_STABLE/src/interfaces/libpq/fe-connect.c */
const LONGEST_FIRST_MESSAGE = 30_000

function speaksPostgres(chunk: Buffer): boolean {
  const [letter] = chunk
  if (letter === undefined || !firstLetters.has(letter)) return false
  // The answer to a request for TLS is the letter alone.
  return chunk.length < 5 || chunk.readUInt32BE(1) <= LONGEST_FIRST_MESSAGE
}

/**
 * Ends the connection with `NOT_POSTGRES` when the first answer is of another protocol. postgres.js
 * would wait for the rest of a message of gigabytes, or print what it does not know.
 */
export function refuseStrangers(socket: Socket): void {
  socket.once('data', (chunk: Buffer) => {
    if (speaksPostgres(chunk)) return
    // postgres.js sees the same bytes right after this: now they are the start of a message that never ends.
    chunk.fill(0xFF)
    socket.destroy(Object.assign(new Error('the server speaks no Postgres'), { code: 'NOT_POSTGRES' }))
  })
}
