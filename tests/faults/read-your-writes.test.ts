import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nextFreePort } from '../../scripts/local-cluster/ports.ts'
import type { Random } from '../../scripts/seed/random.ts'
import { createRandom } from '../../scripts/seed/random.ts'
import type { SiteProcess } from '../../scripts/site-process.ts'
import { migrate } from '../../server/database/migrate.ts'
import { awaitCaughtUp, delayReplay, pauseReplay, resumeReplay } from '../support/replay.ts'
import type { TemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { startTemporaryCluster } from '../../scripts/temporary-cluster.ts'
import { createNotes, startTestRoutes } from '../support/test-site.ts'
import type { Memory } from './support/note-visitor.ts'
import { NoteVisitor } from './support/note-visitor.ts'

const pairs = Number(process.env['RYW_PAIRS'] ?? 5000)
const seed = Number(process.env['RYW_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const visitorCount = 8
/** Milliseconds by which the standbys replay later. */
const delays = [300, 50]
/** A look at the standbys costs them queries, so it is made beside a few reads only. */
const sampledShare = 0.02

let temporary: TemporaryCluster
let standbys: postgres.Sql[] = []
const sites: SiteProcess[] = []

async function startSiteOver(cluster: { primaryUrl: string, readUrl: string }): Promise<SiteProcess> {
  const site = await startTestRoutes(cluster, await nextFreePort(24_700, new Set()))
  sites.push(site)
  return site
}

beforeAll(async () => {
  temporary = await startTemporaryCluster({ port: 18_400 })
  const { cluster } = temporary
  await migrate(cluster.primaryUrl)
  await createNotes(cluster.primaryUrl)
  standbys = cluster.nodes.slice(1).map(node => postgres(node.adminUrl.replace(/[^/]*$/, 'kuberocks'), { max: 2 }))
  for (const [index, node] of cluster.nodes.slice(1).entries()) await delayReplay(node, delays[index] ?? 0)
  // The first of them may have to build it.
  await startSiteOver(cluster)
  await startSiteOver(cluster)
}, 240_000)

afterAll(async () => {
  await Promise.all(sites.map(site => site.stop()))
  await Promise.all(standbys.map(sql => sql.end({ timeout: 5 })))
  await temporary.remove()
})

interface Tally { reads: number, stale: number, failed: string[], byStandbys: number, sampled: number, possible: number }

/** How many standbys have the visitor's value at this moment, by connections of the test's own. */
async function countStandbysThatHave(visitor: string, value: number): Promise<number> {
  const rows = await Promise.all(standbys.map(sql => sql`select from test_notes where visitor = ${visitor} and value = ${value}`))
  return rows.filter(found => found.length === 1).length
}

/** One pair: a write through one site, then one to three reads of it through the other. */
async function writeThenRead(visitor: NoteVisitor, value: number, urls: readonly [string, string], random: Random, tally: Tally): Promise<void> {
  const [writeTo, readFrom] = random.chance(0.5) ? urls : [urls[1], urls[0]]
  try {
    await visitor.write(writeTo, value)
    for (let left = random.between(1, 3); left > 0; left--) {
      // Half of the reads follow at once, as a page does after its form; the others while standbys catch up.
      if (random.chance(0.5)) await pause(random.between(1, 120))
      const sampled = random.chance(sampledShare)
      const [note, having] = await Promise.all([visitor.read(readFrom), sampled ? countStandbysThatHave(visitor.name, value) : 0])
      tally.reads++
      if (note.value !== value) tally.stale++
      if (note.host !== temporary.cluster.nodes[0]?.port) tally.byStandbys++
      if (sampled) {
        tally.sampled++
        // In strict turns among the primary and those.
        tally.possible += having / (having + 1)
      }
    }
  }
  catch (error) {
    tally.failed.push(String(error))
  }
}

async function runPairs(count: number, memoryOf: (index: number) => Memory): Promise<Tally> {
  const tally: Tally = { reads: 0, stale: 0, failed: [], byStandbys: 0, sampled: 0, possible: 0 }
  const [first, second] = sites.map(({ url }) => url)
  if (!first || !second) throw new Error('two sites are needed')
  await Promise.all(Array.from({ length: visitorCount }, async (_, index) => {
    const visitor = new NoteVisitor(`${memoryOf(index)} ${index}`, memoryOf(index))
    const random = createRandom(seed, index)
    for (let value = 1; value <= count / visitorCount; value++) await writeThenRead(visitor, value, [first, second], random, tally)
  }))
  return tally
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`

function describeTally({ reads, stale, failed, byStandbys, sampled, possible }: Tally): string {
  const ideal = sampled > 0 ? percent(possible / sampled) : 'unknown'
  return `${reads} reads, ${stale} stale, ${failed.length} failed; standbys served ${percent(byStandbys / reads)}`
    + `; strict turns among all hosts that have the write would be ${ideal} (asked of the standbys beside ${sampled} of the reads)`
}

describe('visitors who read what they have just written', () => {
  it(`see it in each of ${pairs} pairs, seed ${seed}`, { timeout: 120_000 + pairs * 60 }, async () => {
    const began = performance.now()
    const tally = await runPairs(pairs, index => index % 3 === 2 ? 'header' : 'cookie')
    const seconds = Math.round((performance.now() - began) / 1000)
    console.log(`${pairs} pairs in ${seconds} s, standbys ${delays.join(' and ')} ms late; again with RYW_SEED=${seed}: ${describeTally(tally)}`)
    expect(tally.failed).toEqual([])
    expect(tally.stale).toBe(0)
    expect(tally.reads).toBeGreaterThanOrEqual(pairs)
    expect(tally.byStandbys, 'reads by standbys').toBeGreaterThan(0)
  })

  it('miss it without the cookie or the header', async () => {
    const tally = await runPairs(400, () => 'none')
    console.log(`400 pairs without: ${describeTally(tally)}`)
    expect(tally.failed).toEqual([])
    expect(tally.stale).toBeGreaterThan(0)
  })

  it.each<Memory>(['cookie', 'header'])('are served by the primary when nobody else has it, though reads name the standbys alone: by %s', async (memory) => {
    const { cluster } = temporary
    const [primary, ...others] = cluster.nodes
    const site = await startSiteOver({ ...cluster, readUrl: cluster.readUrl.replace(`127.0.0.1:${String(primary?.port)},`, '') })
    await awaitCaughtUp(cluster)
    for (const node of others) await pauseReplay(node)
    try {
      const visitor = new NoteVisitor(`alone by ${memory}`, memory)
      await visitor.write(site.url, 7)
      for (let read = 0; read < 5; read++) expect(await visitor.read(site.url)).toEqual({ value: 7, host: primary?.port })
      const stranger = await new NoteVisitor(visitor.name, 'none').read(site.url)
      expect(stranger.value).toBeNull()
      expect(others.map(({ port }) => port)).toContain(stranger.host)
    }
    finally {
      for (const node of others) await resumeReplay(node)
    }
  })
})
