import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { LocalClusterNode } from '../../../../scripts/local-cluster/index.ts'
import { DatabaseUnavailableError } from '../../../../server/database/errors.ts'
import type { Reader, ReadTransaction } from '../../../../server/database/reader.ts'
import { articles } from '../../../../server/database/schema/index.ts'
import { eventually } from '../../../faults/local-cluster-support.ts'
import type { ObservedDatabase } from '../../../faults/support/database.ts'
import { allInUse, countQueries, openObserved, preparedRead, prepareSchema } from '../../../faults/support/database.ts'
import { rejection } from '../../../faults/support/numbered-writes.ts'
import type { TemporaryCluster } from '../../../../scripts/temporary-cluster.ts'
import { startTemporaryCluster } from '../../../../scripts/temporary-cluster.ts'

const INTERVAL_MS = 200
const [first, second, third] = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const

let temporary: TemporaryCluster
let primary: LocalClusterNode
let standby: LocalClusterNode
let opened: ObservedDatabase | undefined

/** What the resolver says now; `undefined` makes it fail. */
let addresses: readonly string[] | undefined
let lookUps = 0

beforeAll(async () => {
  // Each node answers under three addresses, as three would.
  temporary = await startTemporaryCluster({ port: 18_850, standbys: 1, settings: { listen_addresses: [first, second, third].join() } })
  const [one, two] = temporary.cluster.nodes
  if (!one || !two) throw new Error('too few nodes')
  ;[primary, standby] = [one, two]
  await prepareSchema(temporary.cluster)
})
afterAll(() => temporary.remove())
afterEach(() => opened?.close())

const resolve = async () => {
  lookUps++
  if (addresses === undefined) throw Object.assign(new Error('getaddrinfo EAI_AGAIN database.test'), { code: 'EAI_AGAIN' })
  return addresses
}

const hostName = (address: string, { port } = primary) => `database.test:${port} (${address})`

function open(known: typeof addresses, nodes: readonly LocalClusterNode[] = [primary], options: Record<string, string> = {}): ObservedDatabase {
  addresses = known
  const hosts = nodes.map(({ port }) => `database.test:${port}`).join()
  const reader = { discovery: 'dns', dns_interval: String(INTERVAL_MS / 1000), host_recheck: '0.2', ...options }
  return opened = openObserved({ primaryUrl: temporary.cluster.primaryUrl, readUrl: `postgres://kuberocks@${hosts}/kuberocks` }, { resolve, reader })
}

async function address(reader: ReadTransaction, seconds = 0): Promise<string | undefined> {
  const [row] = await reader.select({ address: sql<string>`host(inet_server_addr())`, slept: sql`pg_sleep(${seconds})::text` }).from(articles).limit(1)
  return row?.address
}

async function addressesOf(reader: Reader, reads: number): Promise<(string | undefined)[]> {
  const seen = []
  for (let read = 0; read < reads; read++) seen.push(await address(reader))
  return [...new Set(seen)].sort()
}

const hosts = ({ status }: ObservedDatabase) => status().hosts.filter(({ use }) => use === 'reads').map(({ host }) => host)
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

describe('hosts behind one name', () => {
  it('have a pool each, and are asked in turn', async () => {
    const database = open([first, second, third])
    await eventually('all are known', () => hosts(database).length === 3)
    await allInUse(database)
    expect(hosts(database)).toEqual([first, second, third].map(known => hostName(known)))
    const before = countQueries(database)
    expect(await addressesOf(database.reader, 30)).toEqual([first, second, third])
    expect(countQueries(database).map((queries, host) => queries - (before[host] ?? 0))).toEqual([10, 10, 10])
  })

  it('join within dns_interval', async () => {
    const database = open([first])
    await database.event('host-admitted', hostName(first), 0)
    expect(await addressesOf(database.reader, 4)).toEqual([first])
    const changed = performance.now()
    addresses = [first, second]
    const joined = await database.event('host-joined', hostName(second), changed)
    const admitted = await database.event('host-admitted', hostName(second), changed)
    console.log(`a new address joined after ${Math.round(joined - changed)} ms and was in use after ${Math.round(admitted - changed)} ms with a dns_interval of ${INTERVAL_MS}`)
    expect(admitted - changed).toBeLessThan(INTERVAL_MS + 150)
    expect(await addressesOf(database.reader, 4)).toEqual([first, second])
  })

  it('leave when they are gone: what runs there ends by itself, what comes goes elsewhere', async () => {
    const database = open([first, second])
    await eventually('both are in use', () => database.status().hosts.filter(({ use, state }) => use === 'reads' && state === 'in use').length === 2)
    // A transaction is never asked of a second host.
    const running = [1, 2].map(() => database.reader.transaction(transaction => address(transaction, 0.6)))
    await pause(50)
    const changed = performance.now()
    addresses = [first]
    const left = await database.event('host-left', hostName(second), changed)
    expect(left - changed).toBeLessThan(INTERVAL_MS + 100)
    expect(await addressesOf(database.reader, 6)).toEqual([first])
    expect((await Promise.all(running)).sort()).toEqual([first, second])
    expect(hosts(database)).toEqual([hostName(first)])
    expect(database.events.filter(({ event }) => event.type === 'host-ejected' || event.type === 'host-down')).toEqual([])
  })

  it.each<[string, typeof addresses, RegExp]>([
    ['fails', undefined, /EAI_AGAIN/],
    ['answers with nothing', [], /no addresses/],
  ])('stay when the resolver %s, which is said once', async (_what, answer, message) => {
    const database = open([first, second])
    await eventually('both are known', () => hosts(database).length === 2)
    await allInUse(database)
    addresses = answer
    const asked = lookUps
    await eventually('three more look-ups', () => lookUps >= asked + 3)
    expect(await addressesOf(database.reader, 4)).toEqual([first, second])
    const failures = database.events.filter(({ event }) => event.type === 'resolver-failed').map(({ event }) => event)
    expect(failures).toEqual([{ type: 'resolver-failed', name: 'database.test', message: expect.stringMatching(message) }])
    const changed = performance.now()
    addresses = [second]
    await database.event('host-left', hostName(first), changed)
    expect(await addressesOf(database.reader, 4)).toEqual([second])
  })

  it('are found when the resolver fails at boot and works later: a read that waits gets its answer', async () => {
    const database = open(undefined, [primary], { read_timeout: '2' })
    await database.event('resolver-failed', undefined, 0)
    const waiting = address(database.reader)
    await pause(500)
    addresses = [first]
    expect(await waiting).toBe(first)
  })

  it('are missed by name when the resolver never works', async () => {
    const database = open(undefined, [primary], { read_timeout: '0.3' })
    const error = await rejection(address(database.reader))
    expect(error).toBeInstanceOf(DatabaseUnavailableError)
    expect(error?.message).toMatch(/^no database host for a read within 300 ms/)
  })
})

describe('target_session_attrs', () => {
  const ports = async (read: () => Promise<number>, reads = 12) => {
    const seen = new Set<number>()
    for (let turn = 0; turn < reads; turn++) seen.add(await read())
    return [...seen].sort()
  }
  const openBoth = async (wanted: string) => {
    const database = open([first], [primary, standby], { target_session_attrs: wanted })
    await eventually('both are known', () => hosts(database).length === 2)
    await allInUse(database)
    return { database, read: preparedRead(database.reader) }
  }

  it.each([
    ['any', () => [primary.port, standby.port]],
    ['primary', () => [primary.port]],
    ['standby', () => [standby.port]],
    ['prefer-standby', () => [standby.port]],
  ])('%s', async (wanted, expected) => {
    const { read } = await openBoth(wanted)
    expect(await ports(read)).toEqual(expected())
  })

  it('prefer-standby reads from the primary while there is no standby, standby does not', async () => {
    const { database, read } = await openBoth('prefer-standby')
    const strict = openObserved({ primaryUrl: temporary.cluster.primaryUrl, readUrl: temporary.cluster.readUrl }, { reader: { target_session_attrs: 'standby', read_timeout: '0.5' } })
    try {
      await allInUse(strict)
      const stopped = performance.now()
      await standby.stop()
      expect(await ports(read)).toEqual([primary.port])
      expect(await rejection(address(strict.reader))).toBeInstanceOf(DatabaseUnavailableError)
      await standby.start()
      await database.event('host-admitted', hostName(first, standby), stopped)
      expect(await ports(read)).toEqual([standby.port])
    }
    finally {
      await strict.close()
      await standby.start()
    }
  })
})
