import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { describeEvent } from '../../../../server/database/balancer/hosts/observation.ts'
import type { DatabaseEvent } from '../../../../server/database/balancer/hosts/observation.ts'
import { DatabaseUnavailableError } from '../../../../server/database/errors.ts'
import { migrate } from '../../../../server/database/migrate.ts'
import { articles } from '../../../../server/database/schema/index.ts'
import { openObserved, preparedRead } from '../../../faults/support/database.ts'
import type { ObservedDatabase } from '../../../faults/support/database.ts'
import { rejection } from '../../../faults/support/numbered-writes.ts'
import type { FakeServer } from '../../../support/fake-postgres.ts'
import { startFakePostgres, startFakeServer } from '../../../support/fake-postgres.ts'
import { withEmptyDatabase } from '../../support/database.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const password = 's3cret%2Fword'
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

function open(hosts: string, options: Record<string, string> = {}, database = 'kuberocks'): ObservedDatabase {
  const opened = openObserved({ primaryUrl: inject('primaryUrl'), readUrl: `postgres://kuberocks:${password}@${hosts}/${database}` }, { reader: { host_recheck: '0.2', ...options } })
  closers.push(() => opened.close())
  return opened
}

/** The first `host-down` of this host, once it is there. */
async function hostDown(database: ObservedDatabase, host: string): Promise<Extract<DatabaseEvent, { type: 'host-down' }>> {
  await database.event('host-down', host, 0)
  const found = database.events.map(({ event }) => event).find(event => event.type === 'host-down' && event.host === host)
  if (found?.type !== 'host-down') throw new Error('there is no such event')
  return found
}

const goodHost = () => /@(.*)\//.exec(inject('primaryUrl'))?.[1] ?? ''

/** A server that greets as others do. */
const greeter = (greeting: string | Buffer) => startFakeServer((socket: Socket) => {
  socket.write(greeting)
})

async function httpServer(): Promise<FakeServer> {
  const server = createServer((_request, response) => response.end())
  return await startFakeServer(socket => server.emit('connection', socket))
}

const heartbeatOf13 = [
  ['version', 23, '130004'], ['in_recovery', 16, 'f'], ['read_only', 16, 'f'], ['system', 25, '7'], ['timeline', 23, '1'], ['flushed', 25, '0/1'],
  ['lsn', 25, '0/1'], ['received', 25, null], ['replay_age', 701, null], ['migrated', 16, 't'],
] as const

describe('a host that cannot be used', () => {
  it.each<[string, () => Promise<FakeServer>, string, RegExp]>([
    ['refuses the password', () => startFakePostgres({ refuses: 'password authentication failed for user "kuberocks"', code: '28P01' }), 'rejected', /^wrong password for user "kuberocks" \(28P01\)$/],
    ['has no line for us in pg_hba.conf', () => startFakePostgres({ refuses: 'no pg_hba.conf entry for host', code: '28000' }), 'rejected', /^refuses user "kuberocks": no pg_hba.conf entry for host \(28000\)$/],
    ['runs Postgres 13', () => startFakePostgres({ version: '13.4', row: heartbeatOf13 }), 'unsupported', /^runs Postgres 13, expected 14 or newer$/],
    ['answers with something else', () => startFakePostgres({ version: '18.4', row: [['mood', 25, 'fine']] }), 'unsupported', /^answers a heartbeat with what nobody understands$/],
    ['is an HTTP server', httpServer, 'stranger', /^what listens there speaks no Postgres$/],
    ['greets like MySQL', () => greeter(Buffer.from('4a0000000a382e302e333600', 'hex')), 'stranger', /^what listens there speaks no Postgres$/],
    ['greets like SSH', () => greeter('SSH-2.0-OpenSSH_9.6\r\n'), 'stranger', /^what listens there speaks no Postgres$/],
    ['stays silent', () => startFakeServer(() => {}), 'silent', /^no answer to a heartbeat within 200 ms$/],
    ['closes at once', () => startFakeServer(socket => socket.end()), 'lost', /^the server closed the connection \(CONNECTION_CLOSED\)$/],
  ])('is named when it %s, is tried on, and the others serve', async (what, start, kind, message) => {
    const fake = await start()
    closers.push(() => fake.close())
    const host = `127.0.0.1:${fake.port}`
    const database = open(`${goodHost()},${host}`)
    const event = await hostDown(database, host)
    expect(event.failure).toMatchObject({ kind, message: expect.stringMatching(message) })
    expect(describeEvent(event)).toBe(`database host ${host} cannot be used, still trying: ${event.failure.message}`)

    const read = preparedRead(database.reader)
    for (let turn = 0; turn < 10; turn++) expect(await read()).toBeGreaterThan(0)
    const tries = fake.connections()
    await pause(1000)
    const more = fake.connections() - tries
    console.log(`a host that ${what} is asked ${more} times in a second, five rechecks`)
    expect(more).toBeGreaterThanOrEqual(2)
    expect(more).toBeLessThanOrEqual(25)
    expect(database.events.filter(({ event }) => event.type === 'host-down'), 'one line').toHaveLength(1)
    expect(JSON.stringify([database.events, database.status()])).not.toMatch(/s3cret/)
  })

  it('is named when its name does not resolve, and the others serve', async () => {
    const database = open(`nowhere.invalid,${goodHost()}`)
    const { failure } = await hostDown(database, 'nowhere.invalid:5432')
    expect(failure).toMatchObject({ kind: 'unresolved', message: expect.stringMatching(/^the name has no address \((ENOTFOUND|EAI_AGAIN)\)$/) })
    expect(await preparedRead(database.reader)()).toBeGreaterThan(0)
  })

  it('is named when it does not have the database; a read that has no other host says so too', async () => {
    const database = open(goodHost(), {}, 'nothing_here')
    expect((await hostDown(database, goodHost())).failure).toEqual({ kind: 'rejected', message: 'has no database "nothing_here" (3D000)' })
    const error = await rejection(preparedRead(database.reader)())
    expect(error).toBeInstanceOf(DatabaseUnavailableError)
    expect(error?.message).toBe(`no database host for a read within 1000 ms (${goodHost()}: has no database "nothing_here" (3D000))`)
  })

  it('is named when its database has no schema, and used as soon as it has', async () => {
    await withEmptyDatabase(async (url) => {
      const name = new URL(url).pathname.slice(1)
      const database = open(goodHost(), {}, name)
      try {
        expect((await hostDown(database, goodHost())).failure).toEqual({ kind: 'unmigrated', message: `database "${name}" has no schema yet (npm run db:migrate makes it)` })
        const begin = performance.now()
        await migrate(url)
        await database.event('host-up', goodHost(), begin)
        await database.event('host-admitted', goodHost(), begin)
        expect(await database.reader.select().from(articles)).toEqual([])
      }
      finally {
        await database.close()
      }
    })
  })
})
