import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Position } from './position.ts'

/** Makes and reads positions that callers carry from one request to the next. */
export interface PositionTokens {
  /** The position as text for a cookie or a header, signed, good for the lifetime from now on. */
  issue: (position: Position) => string
  /** What was issued by whoever has the same secret; undefined for everything else, and for what is too old. */
  read: (token: string) => Position | undefined
}

export interface PositionTokenOptions {
  secret: string
  /** Milliseconds. */
  lifetime: number
  /** The wall clock, which the processes that share a secret have in common. */
  now?: () => number
}

const VERSION = 1
/** Other uses of the same secret get other keys. */
const KEY_LABEL = 'kuberocks read position'
/** Half of SHA-256's output, as RFC 2104 allows. */
const SIGNATURE_BYTES = 16
/** Version, timeline, LSN and the moment of issue; the system's identity follows, then the signature. */
const HEAD_BYTES = 1 + 4 + 8 + 6
const LONGEST_TOKEN = 200
/** How far apart the clocks of two processes may be. */
const CLOCK_SKEW_MS = 60_000

/** @param options whoever shares the secret reads the other's tokens */
export function createPositionTokens({ secret, lifetime, now = Date.now }: PositionTokenOptions): PositionTokens {
  const key = Buffer.from(hkdfSync('sha256', secret, '', KEY_LABEL, 32))
  const sign = (content: Buffer) => createHmac('sha256', key).update(content).digest().subarray(0, SIGNATURE_BYTES)

  return {
    issue: ({ system, timeline, lsn }) => {
      const head = Buffer.alloc(HEAD_BYTES)
      let at = head.writeUInt8(VERSION)
      at = head.writeUInt32BE(timeline, at)
      at = head.writeBigUInt64BE(lsn, at)
      head.writeUIntBE(now(), at, 6)
      const content = Buffer.concat([head, Buffer.from(system)])
      return Buffer.concat([content, sign(content)]).toString('base64url')
    },

    read: (token) => {
      if (token.length > LONGEST_TOKEN) return undefined
      const bytes = Buffer.from(token, 'base64url')
      // Decoding is lenient: several texts have the same bytes, and one of them was issued.
      if (bytes.length < HEAD_BYTES + SIGNATURE_BYTES || bytes.toString('base64url') !== token) return undefined

      const content = bytes.subarray(0, -SIGNATURE_BYTES)
      if (!timingSafeEqual(bytes.subarray(-SIGNATURE_BYTES), sign(content)) || content.readUInt8() !== VERSION) return undefined
      const age = now() - content.readUIntBE(13, 6)
      if (age > lifetime || age < -CLOCK_SKEW_MS) return undefined
      return {
        system: content.toString('utf8', HEAD_BYTES),
        timeline: content.readUInt32BE(1),
        lsn: content.readBigUInt64BE(5),
      }
    },
  }
}
