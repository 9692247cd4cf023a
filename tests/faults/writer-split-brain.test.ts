import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { LocalClusterNode } from '../../scripts/local-cluster/index.ts'
import { describeEvent } from '../../server/database/balancer/hosts/observation.ts'
import { DatabaseUnavailableError } from '../../server/database/errors.ts'
import { promote } from '../support/switchover.ts'
import { afterwards, cleanUp, eventually } from './local-cluster-support.ts'
import type { ObservedDatabase } from './support/database.ts'
import { allInUse, openObserved, preparedRead } from './support/database.ts'
import { countNumbers, numbered, rejection } from './support/numbered-writes.ts'
import type { WriterCluster } from './support/writer-cluster.ts'
import { pause, startWriterCluster } from './support/writer-cluster.ts'

let its: WriterCluster
let promoted: LocalClusterNode

beforeAll(async () => {
  its = await startWriterCluster(18_830, 2)
  const [, standby] = its.cluster.nodes
  if (!standby) throw new Error('the cluster has no standby')
  promoted = standby
})
afterAll(() => its.remove())
afterEach(cleanUp)

const hostOf = ({ port }: LocalClusterNode) => `127.0.0.1:${port}`
const splitBrains = ({ events }: ObservedDatabase) => events.flatMap(({ event }) => event.type === 'split-brain' ? [describeEvent(event)] : [])
const write = ({ writer }: ObservedDatabase, number: number) => writer.insert(numbered).values({ number })

describe('two that say they are the primary', () => {
  it('are told apart by their timelines: writes and reads leave the older one, in one line of the log', async () => {
    const database = await its.open(1)
    await allInUse(database)
    const numbers: number[] = []
    let over = false
    const writing = (async () => {
      while (!over) {
        const number = its.number()
        if (await rejection(write(database, number)) === undefined) numbers.push(number)
        await pause(5)
      }
    })()
    const { acceptedAt } = await promote(promoted)
    const changed = await database.event('primary-changed', hostOf(promoted), acceptedAt - 100)
    const ejected = await database.event('host-ejected', hostOf(its.primary), acceptedAt - 100)
    const after = its.number()
    expect(await rejection(write(database, after))).toBeUndefined()
    await pause(1000)
    over = true
    await writing
    console.log(`writes followed the higher timeline after ${Math.round(changed - acceptedAt)} ms, reads left the lower one after ${Math.round(ejected - acceptedAt)} ms`)

    const [older, newer] = [await countNumbers(its.primary.url), await countNumbers(promoted.url)]
    expect(newer.get(after)).toBe(1)
    expect(older.has(after)).toBe(false)
    expect(numbers.filter(number => number > after && !newer.has(number))).toEqual([])
    expect(splitBrains(database)).toHaveLength(1)
    expect(splitBrains(database)[0]).toContain(`writes go to ${hostOf(promoted)}`)
    expect(database.events.find(({ event }) => event.type === 'host-ejected' && event.host === hostOf(its.primary))?.event).toMatchObject({ failure: { kind: 'superseded' } })
    const read = preparedRead(database.reader)
    const ports = new Set<number>()
    for (let turn = 0; turn < 30; turn++) ports.add(await read())
    expect(ports).toContain(promoted.port)
    expect(ports).not.toContain(its.primary.port)
    expect(changed - acceptedAt).toBeLessThan(300)
  })

  it('are told apart by a process that starts now, by its very first write', async () => {
    const numbers = Array.from({ length: 10 }, () => its.number())
    for (const number of numbers) {
      const database = openObserved({ primaryUrl: its.cluster.readUrl, readUrl: its.cluster.readUrl })
      try {
        await write(database, number)
      }
      finally {
        await database.close()
      }
    }
    const older = await countNumbers(its.primary.url)
    expect(numbers.filter(number => older.has(number)), 'written to the superseded one').toEqual([])
    const newer = await countNumbers(promoted.url)
    expect(numbers.filter(number => newer.get(number) !== 1)).toEqual([])
  })

  it('are no choice when the newer one dies: writes do not fall back to the superseded one', async () => {
    const database = await its.open(1)
    await eventually('both are known', () => splitBrains(database).length === 1)
    afterwards(() => promoted.start())
    await promoted.kill()
    const numbers = Array.from({ length: 5 }, () => its.number())
    const ended = await Promise.all(numbers.map(number => rejection(write(database, number))))
    for (const error of ended) expect(error).toBeInstanceOf(DatabaseUnavailableError)
    const older = await countNumbers(its.primary.url)
    expect(numbers.filter(number => older.has(number))).toEqual([])
  })
})
