import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { nodePlace } from '../../scripts/local-cluster/data-directory.ts'
import type { LocalCluster, LocalClusterNode } from '../../scripts/local-cluster/index.ts'
import { livingNodes } from '../../scripts/local-cluster/postmaster.ts'
import { awaitCaughtUp, delayReplay, pauseReplay, resumeReplay } from '../support/replay.ts'
import { currentPrimary, follow, promote, switchover } from '../support/switchover.ts'
import { startTemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { afterwards, cleanUp, eventually, query } from './local-cluster-support.ts'

afterEach(cleanUp)

interface Started { cluster: LocalCluster, nodes: [LocalClusterNode, LocalClusterNode, LocalClusterNode], remove: () => Promise<void> }

async function start(): Promise<Started> {
  const { cluster, remove } = await startTemporaryCluster({ port: 18_200, standbys: 2 })
  afterwards(remove)
  const [first, second, third] = cluster.nodes
  if (!first || !second || !third) throw new Error('too few nodes')
  await query(first.url, sql => sql`create table kept (id int primary key)`)
  return { cluster, nodes: [first, second, third], remove }
}

/** Writes row after row to whoever is primary; `end` resolves with those that were acknowledged. */
function writeAlways(cluster: LocalCluster): { acknowledged: readonly number[], end: () => Promise<readonly number[]> } {
  const acknowledged: number[] = []
  let [id, writing] = [0, true]
  const write = async () => {
    while (writing) {
      const primary = await currentPrimary(cluster).catch(() => undefined)
      if (primary === undefined) continue
      await query(primary.url, async (sql) => {
        while (writing) {
          const own = ++id
          await sql`insert into kept values (${own})`
          acknowledged.push(own)
        }
      }).catch(() => {})
    }
  }
  const writers = [write(), write()]
  return {
    acknowledged,
    end: async () => {
      writing = false
      await Promise.all(writers)
      return acknowledged
    },
  }
}

const readIds = (node: LocalClusterNode) => query(node.url, async sql => new Set((await sql<{ id: number }[]>`select id from kept`).map(row => row.id)))

const count = async (node: LocalClusterNode) => (await readIds(node)).size

describe('a switchover', () => {
  it('loses no acknowledged write, three times in a row, and leaves no process behind', async () => {
    const { cluster, nodes: [first, second, third], remove } = await start()
    const [{ folder } = { folder: '' }] = await query(first.adminUrl, sql => sql<{ folder: string }[]>`select current_setting('data_directory') as folder`)
    const places = cluster.nodes.map((_node, index) => nodePlace(dirname(folder), index))
    expect(livingNodes(places)).toHaveLength(3)

    const writer = writeAlways(cluster)
    for (const [from, to] of [[first, second], [second, first], [first, third]] as const) {
      const before = writer.acknowledged.length
      await eventually('some writes', () => writer.acknowledged.length > before + 20)
      const done = await switchover(cluster, to)
      expect(done.from).toBe(from)
      expect(done.stoppedAt).toBeGreaterThan(done.stoppingAt)
      expect(done.acceptedAt).toBeGreaterThan(done.stoppedAt)
      expect(await currentPrimary(cluster)).toBe(to)
    }
    const before = writer.acknowledged.length
    await eventually('some writes', () => writer.acknowledged.length > before + 20)
    const acknowledged = await writer.end()
    const kept = await readIds(third)
    expect(acknowledged.filter(id => !kept.has(id))).toEqual([])
    await awaitCaughtUp(cluster)
    for (const node of [first, second]) expect(await readIds(node)).toEqual(kept)

    await remove()
    expect(livingNodes(places)).toEqual([])
    expect(existsSync(dirname(folder))).toBe(false)
  })

  it('can leave the old primary down; a mere promotion leaves two primaries', async () => {
    const { cluster, nodes: [first, second, third] } = await start()
    await switchover(cluster, second, { leaveOld: 'stopped' })
    expect(() => first.pid).toThrow('is not running')
    await awaitCaughtUp(cluster)

    await promote(third)
    for (const node of [second, third]) await query(node.url, sql => sql`insert into kept values (1)`)
    expect(await currentPrimary(cluster)).toBe(third)
    await expect(awaitCaughtUp(cluster, 200)).rejects.toThrow('standby-1 did not catch up with standby-2')
  })
})

describe('a failover', () => {
  it('is a promotion, after which the other standby can follow', async () => {
    const { cluster, nodes: [first, second, third] } = await start()
    await awaitCaughtUp(cluster)
    await first.kill()
    await promote(second)
    await follow(third, second)
    await query(second.url, sql => sql`insert into kept values (1)`)
    await awaitCaughtUp(cluster)
    expect(await count(third)).toBe(1)
  })
})

describe('the replay of a standby', () => {
  it('can be paused, delayed and waited for', async () => {
    const { cluster, nodes: [first, second, third] } = await start()
    await awaitCaughtUp(cluster)
    await pauseReplay(second)
    await delayReplay(third, 60_000)
    await query(first.url, sql => sql`insert into kept values (1)`)
    await expect(awaitCaughtUp(cluster, 300)).rejects.toThrow('standby-1, standby-2 did not catch up with primary within 300 ms')
    expect([await count(second), await count(third)]).toEqual([0, 0])
    await resumeReplay(second)
    await delayReplay(third, 0)
    await awaitCaughtUp(cluster)
    expect([await count(second), await count(third)]).toEqual([1, 1])
  })
})
