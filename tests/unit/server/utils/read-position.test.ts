import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { H3Event } from 'h3'
import { createEvent } from 'h3'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Position } from '../../../../server/database/position.ts'
import { UNREACHED_LSN } from '../../../../server/database/position.ts'
import { createPositionTokens } from '../../../../server/database/position-token.ts'

const secret = 'a secret of this test, long enough'
const tokens = createPositionTokens({ secret, lifetime: 20_000 })
const at = (lsn: bigint, timeline = 1): Position => ({ system: '42', timeline, lsn })

const database = {
  positionLifetime: 20_000,
  writePosition: vi.fn<() => Promise<Position>>(),
  latestPosition: vi.fn<() => Position | undefined>(),
  wasEverywhere: vi.fn<(position: Position, ago: number) => boolean>(),
  readFrom: vi.fn<(from: Position | undefined, work: (seen: () => Promise<Position | undefined>) => unknown) => unknown>(),
}
vi.mock('../../../../server/database/instances.ts', () => ({ useDatabase: () => database }))

/** The module as a process that has just started has it. */
async function start() {
  vi.resetModules()
  const module = await import('../../../../server/utils/read-position.ts')
  module.openReadPositions(secret)
  return module
}
let module: Awaited<ReturnType<typeof start>>
/** What the reads of a request have seen. */
let seen: () => Promise<Position | undefined>
beforeEach(async () => {
  vi.resetAllMocks()
  database.readFrom.mockImplementation((_from, work) => work(() => seen()))
  seen = () => Promise.resolve(undefined)
  module = await start()
})

function request(headers: Record<string, string> = {}): H3Event {
  const message = new IncomingMessage(new Socket())
  Object.assign(message.headers, headers)
  return createEvent(message, new ServerResponse(message))
}

/** A request as the server handles it. @returns the positions in its answer's header and cookie */
async function handle(event: H3Event, handler: () => unknown = () => {}) {
  await module.withReadPosition(event, handler)
  await module.answerReadPosition(event)
  const { res } = event.node
  const [, cookie = ''] = /^read-position=([^;]*)/.exec(String(res.getHeader('set-cookie') ?? '')) ?? []
  return { header: tokens.read(String(res.getHeader('read-position') ?? '')), cookie: tokens.read(cookie), clears: String(res.getHeader('set-cookie')).includes('Max-Age=0') }
}

describe('a request', () => {
  it('without a position goes straight on', async () => {
    for (const cookie of ['', 'theme=dark', 'no-read-position=1']) {
      expect(module.withReadPosition(request({ cookie }), () => 'answer')).toBe('answer')
    }
    expect(database.readFrom).not.toHaveBeenCalled()
  })

  it('that a page makes in process stays in the visitor\'s own context', () => {
    const event = request({ 'read-position': '0' })
    Object.assign(event.node.req, { __unenv__: undefined })
    expect(module.withReadPosition(event, () => 'answer')).toBe('answer')
    expect(database.readFrom).not.toHaveBeenCalled()
  })

  it('with both sees the later one', async () => {
    for (const [cookie, header] of [[1n, 2n], [2n, 1n]] as const) {
      await handle(request({ 'cookie': `read-position=${tokens.issue(at(cookie))}`, 'read-position': tokens.issue(at(header)) }))
      expect(database.readFrom.mock.lastCall?.[0]).toEqual(at(2n))
    }
  })

  it('that fails says what it has shown all the same', async () => {
    seen = () => Promise.resolve(at(5n))
    const event = request({ 'read-position': '0' })
    await expect(module.withReadPosition(event, () => Promise.reject(new Error('no such thing')))).rejects.toThrow('no such thing')
    expect(tokens.read(String(event.node.res.getHeader('read-position')))).toEqual(at(5n))
  })

  it('is told that only a primary has it when nobody says in time', { timeout: 5000 }, async () => {
    seen = () => new Promise(() => {})
    expect(await handle(request({ 'read-position': tokens.issue(at(5n)) }))).toMatchObject({ header: at(UNREACHED_LSN) })
    expect(await handle(request({ 'read-position': '0' }))).toMatchObject({ header: undefined })
  })

  it('keeps the cookie until every host has replayed it', async () => {
    const headers = { cookie: `read-position=${tokens.issue(at(5n))}` }
    database.wasEverywhere.mockReturnValueOnce(false).mockReturnValueOnce(true)
    expect(await handle(request(headers))).toMatchObject({ clears: false })
    expect(await handle(request(headers))).toMatchObject({ clears: true, cookie: undefined })
  })
})

describe('rememberWrite', () => {
  it('sets the cookie and the header, which include what was written, shown and known before', async () => {
    database.wasEverywhere.mockReturnValue(true)
    database.writePosition.mockResolvedValue(at(7n))
    const plain = request()
    expect(await handle(plain, () => module.rememberWrite(plain))).toEqual({ header: at(7n), cookie: at(7n), clears: false })

    seen = () => Promise.resolve(at(9n))
    const asking = request({ 'cookie': `read-position=${tokens.issue(at(3n))}`, 'read-position': '0' })
    expect(await handle(asking, () => module.rememberWrite(asking))).toEqual({ header: at(9n), cookie: at(7n), clears: false })
  })

  it('lets the visitor go from the primary once it is known where that is', async () => {
    database.writePosition.mockResolvedValue(at(7n))
    const event = request({ cookie: `read-position=${tokens.issue(at(UNREACHED_LSN))}` })
    expect(await handle(event, () => module.rememberWrite(event))).toMatchObject({ cookie: at(7n) })
    const later = request({ cookie: `read-position=${tokens.issue(at(9n, 2))}` })
    expect(await handle(later, () => module.rememberWrite(later))).toMatchObject({ cookie: at(9n, 2) })
  })

  it('does nothing when nobody says where the primary is, now or before', async () => {
    database.writePosition.mockRejectedValue(new Error('lost'))
    const event = request()
    expect(await handle(event, () => module.rememberWrite(event))).toMatchObject({ header: undefined, cookie: undefined })
  })

  it.each([
    ['is lost', () => Promise.reject<Position>(new Error('lost'))],
    ['is silent', () => new Promise<Position>(() => {})],
  ])('leaves the visitor to the primary when it %s after the commit', async (_what, lost) => {
    database.latestPosition.mockReturnValue(at(7n, 3))
    database.writePosition.mockImplementation(lost)
    const after = request()
    expect(await handle(after, () => module.rememberWrite(after))).toMatchObject({ header: at(UNREACHED_LSN, 3), cookie: at(UNREACHED_LSN, 3) })
  })
})

describe('an answer that was made before', () => {
  const withCookie = (position: Position) => request({ cookie: `colour-scheme=dark; read-position=${tokens.issue(position)}` })

  it('may be given to whoever has written nothing', () => {
    for (const cookie of ['', 'theme=dark; no-read-position=1']) expect(module.mustReadAnew(request({ cookie }))).toBe(false)
    expect(module.mustReadAnew(request())).toBe(false)
  })

  it('may be given to a visitor whose write it has certainly included', () => {
    database.wasEverywhere.mockReturnValue(false)
    expect(module.mustReadAnew(withCookie(at(10n)), at(10n))).toBe(false)
    expect(module.mustReadAnew(withCookie(at(10n)), at(11n))).toBe(false)
  })

  it('must not be given to one whose write it may lack', () => {
    database.wasEverywhere.mockReturnValue(false)
    expect(module.mustReadAnew(withCookie(at(10n)), at(9n))).toBe(true)
    expect(module.mustReadAnew(withCookie(at(10n)), undefined)).toBe(true)
    expect(module.mustReadAnew(withCookie(at(10n, 2)), at(11n))).toBe(true)
    expect(module.mustReadAnew(withCookie(at(10n)), at(11n, 2))).toBe(true)
    expect(module.mustReadAnew(withCookie(at(UNREACHED_LSN)), at(1_000n))).toBe(true)
  })

  it('is not for one who is to be told something of positions', () => {
    database.wasEverywhere.mockReturnValue(true)
    expect(module.mustReadAnew(withCookie(at(10n)), at(11n))).toBe(true)
    expect(module.mustReadAnew(request({ cookie: 'read-position=forged' }), at(11n))).toBe(true)
    expect(module.mustReadAnew(request({ 'read-position': '0' }), at(11n))).toBe(true)
  })
})
