import { existsSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startLocalCluster } from '../../scripts/local-cluster/index.ts'
import type { LocalCluster, LocalClusterNode, LocalClusterOptions } from '../../scripts/local-cluster/index.ts'
import { afterwards, cleanUp, dataFolder, eventually, freePort, processesOf, query, readNotes, writeNotes } from './local-cluster-support.ts'

afterEach(cleanUp)

/** Keeps so little WAL that a standby is soon left behind. */
const littleWal = { wal_keep_size: '0', max_wal_size: '2MB', min_wal_size: '2MB' }

async function start(options: LocalClusterOptions): Promise<{ cluster: LocalCluster, steps: string[] }> {
  const steps: string[] = []
  const cluster = await startLocalCluster({ port: await freePort(), ...options, onStep: line => steps.push(line) })
  afterwards(() => cluster.stop())
  return { cluster, steps }
}

function nodeOf(cluster: LocalCluster, index: number): LocalClusterNode {
  const node = cluster.nodes[index]
  if (!node) throw new Error(`no node ${String(index)}`)
  return node
}

/** Writes until the primary has thrown away the WAL of this moment. */
async function leaveBehind(primary: LocalClusterNode): Promise<void> {
  await query(primary.adminUrl, async (sql) => {
    const [{ segment } = { segment: '' }] = await sql<{ segment: string }[]>`select pg_walfile_name(pg_current_wal_lsn()) as segment`
    await sql`create table if not exists ballast (filler text)`
    await eventually('the old WAL is gone', async () => {
      await sql`insert into ballast select repeat(md5(i::text), 100) from generate_series(1, 1000) as i`
      await sql`select pg_switch_wal()`
      await sql`checkpoint`
      return (await sql`select from pg_ls_waldir() where name = ${segment}`).length === 0
    })
  })
}

const hasNotes = (node: LocalClusterNode, ...notes: string[]) =>
  eventually(`${node.name} has ${notes.join(', ')}`, async () => (await readNotes(node.url).catch(() => [])).join() === notes.join(), 20_000)

describe('a standby', () => {
  it('follows the primary, through a restart of its own and of the primary', async () => {
    const { cluster } = await start({ dataDirectory: dataFolder(), standbys: 1 })
    const [primary, standby] = [nodeOf(cluster, 0), nodeOf(cluster, 1)]
    await writeNotes(cluster.primaryUrl, 'a')
    await hasNotes(standby, 'a')
    await standby.kill()
    expect(() => standby.pid).toThrow('standby-1 is not running')
    await writeNotes(cluster.primaryUrl, 'b')
    await standby.start()
    await hasNotes(standby, 'a', 'b')
    await primary.kill()
    await primary.start()
    await writeNotes(cluster.primaryUrl, 'c')
    await hasNotes(standby, 'a', 'b', 'c')
  })

  it('that is frozen neither keeps the cluster from stopping nor is it copied anew', async () => {
    const data = dataFolder()
    const { cluster, steps } = await start({ dataDirectory: data, standbys: 1, settings: littleWal })
    const standby = nodeOf(cluster, 1)
    const { pid } = standby
    standby.freeze()
    await leaveBehind(nodeOf(cluster, 0))
    // Two looks of the watch, two seconds apart, would be enough to condemn it.
    const end = Date.now() + 5000
    await eventually('some looks of the watch', () => Date.now() > end)
    expect(standby.pid).toBe(pid)
    expect(steps.join('\n')).not.toContain('cannot catch up')
    const began = Date.now()
    await cluster.stop()
    expect(Date.now() - began).toBeLessThan(5000)
    expect(processesOf(data)).toEqual([])
  })

  it('that fell behind while it was down is copied anew at the next start', async () => {
    const dataDirectory = dataFolder()
    const first = await start({ dataDirectory, standbys: 1, settings: littleWal })
    await nodeOf(first.cluster, 1).stop()
    await writeNotes(first.cluster.primaryUrl, 'late')
    await leaveBehind(nodeOf(first.cluster, 0))
    await first.cluster.stop()
    const second = await start({ dataDirectory, standbys: 1, settings: littleWal })
    expect(second.steps.join('\n')).toMatch(/standby-1 cannot .*: copying the primary anew/)
    await hasNotes(nodeOf(second.cluster, 1), 'late')
  })

  it('that fell behind is copied anew while the cluster runs', async () => {
    const { cluster } = await start({ dataDirectory: dataFolder(), standbys: 1, settings: littleWal })
    const standby = nodeOf(cluster, 1)
    await standby.stop()
    await writeNotes(cluster.primaryUrl, 'late')
    await leaveBehind(nodeOf(cluster, 0))
    await standby.start()
    await hasNotes(standby, 'late')
    await writeNotes(cluster.primaryUrl, 'later')
    await hasNotes(standby, 'late', 'later')
  })

  it('is copied soundly while the primary is written to', async () => {
    const dataDirectory = dataFolder()
    const { cluster } = await start({ dataDirectory, standbys: 0 })
    await query(cluster.primaryUrl, sql => sql`create table busy (id int primary key, filler text)`)
    let writing = true
    const writer = query(cluster.primaryUrl, async (sql) => {
      for (let id = 0; writing; id += 100) {
        await sql`insert into busy select i, md5(i::text) from generate_series(${id}::int, ${id + 99}::int) as i`
        await sql`update busy set filler = filler || 'x' where id % 7 = 0 and id > ${id - 500}`
        await sql`create temp table if not exists passing as select * from busy limit 10`
        await sql`drop table passing`
      }
    })
    const joined = await start({ dataDirectory, standbys: 2 })
    writing = false
    await writer
    const checksum = (url: string) => query(url, async sql => (await sql`select count(*), md5(string_agg(id || filler, ',' order by id)) as sum from busy`)[0])
    const expected = await checksum(cluster.primaryUrl)
    for (const index of [1, 2]) {
      await eventually('the standby has all of it', async () => JSON.stringify(await checksum(nodeOf(joined.cluster, index).url)) === JSON.stringify(expected))
    }
  })

  it.each(['promoted', 'damaged', 'missing'])('that was %s is copied anew at the next start', async (fate) => {
    const dataDirectory = dataFolder()
    const first = await start({ dataDirectory, standbys: 1 })
    await writeNotes(first.cluster.primaryUrl, 'kept')
    const standby = nodeOf(first.cluster, 1)
    if (fate === 'promoted') {
      await hasNotes(standby, 'kept')
      await query(standby.adminUrl, sql => sql`select pg_promote()`)
      await writeNotes(standby.url, 'on the branch')
    }
    await first.cluster.stop()
    const folder = join(realpathSync(dataDirectory), 'standby-1')
    if (fate === 'damaged') rmSync(join(folder, 'global', 'pg_control'))
    if (fate === 'missing') rmSync(folder, { recursive: true })
    const second = await start({ dataDirectory, standbys: 1 })
    expect(second.steps.join('\n')).toMatch(/copying the primary/)
    await hasNotes(nodeOf(second.cluster, 1), 'kept')
  })

  it('of another cluster is copied anew at the next start', async () => {
    const [dataDirectory, other] = [dataFolder(), dataFolder()]
    for (const [folder, note] of [[dataDirectory, 'ours'], [other, 'theirs']] as const) {
      const { cluster } = await start({ dataDirectory: folder, standbys: 1 })
      await writeNotes(cluster.primaryUrl, note)
      await cluster.stop()
    }
    const folder = join(realpathSync(dataDirectory), 'standby-1')
    rmSync(folder, { recursive: true })
    renameSync(join(realpathSync(other), 'standby-1'), folder)
    const { cluster, steps } = await start({ dataDirectory, standbys: 1 })
    expect(steps.join('\n')).toContain('standby-1 has data of another history')
    await hasNotes(nodeOf(cluster, 1), 'ours')
  })
})

describe('the primary', () => {
  it('that is damaged or of another version is never deleted: one line says what to do', async () => {
    const dataDirectory = dataFolder()
    const { cluster } = await start({ dataDirectory, standbys: 0 })
    await cluster.stop()
    const folder = join(realpathSync(dataDirectory), 'primary')
    writeFileSync(join(folder, 'PG_VERSION'), '17\n')
    await expect(start({ dataDirectory, standbys: 0 })).rejects.toThrow(/is of Postgres 17, the npm package is 18: .*NUXT_DATABASE_URL/)
    rmSync(join(folder, 'PG_VERSION'))
    await expect(start({ dataDirectory, standbys: 0 })).rejects.toThrow(/is damaged .*NUXT_DATABASE_URL/)
    expect(existsSync(join(folder, 'global', 'pg_control'))).toBe(true)
    expect(processesOf(dataDirectory)).toEqual([])
  })
})

describe('two uses in one process', () => {
  it('share the cluster until the second one stops, and the ports of both are the same', async () => {
    const dataDirectory = dataFolder()
    const [one, two] = await Promise.all([start({ dataDirectory, standbys: 1 }), start({ dataDirectory, standbys: 1 })])
    expect(one.cluster.readUrl).toBe(two.cluster.readUrl)
    await one.cluster.stop()
    await one.cluster.stop()
    await writeNotes(two.cluster.primaryUrl, 'here')
    await two.cluster.stop()
    expect(processesOf(dataDirectory)).toEqual([])
  })
})
