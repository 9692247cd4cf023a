import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import type { LocalCluster } from '../local-cluster/index.ts'

const REQUESTS = ['/', '/api/articles', '/?page=3', '/api/articles?page=7', '/api/tags', '/api/articles?q=database', '/articles/none'].map(path => ({ path }))

/** When what happens, in seconds from the start. */
const KILLED = 45
const BACK = 75
const FROZEN = 105
const THAWED = 109
const END = 140

/**
 * Readers at a steady rate, while one standby is killed and comes back, and the other one stands still for a moment: what dashboards
 * are there to show.
 */
export async function playScene(url: string, cluster: LocalCluster, onStep: (line: string) => void): Promise<void> {
  const [, first, second] = cluster.nodes
  if (!first || !second) throw new Error('Two standbys are needed')
  const begun = performance.now()
  const until = async (moment: number) => await sleep(Math.max(0, moment * 1000 - (performance.now() - begun)))
  onStep(`${END} seconds of readers, from now on`)
  const readers = autocannon({ url, connections: 12, overallRate: 90, duration: END, requests: REQUESTS })
  await until(KILLED)
  onStep(`${second.name} is killed`)
  await second.kill()
  await until(BACK)
  onStep(`${second.name} comes back`)
  await second.start()
  await until(FROZEN)
  onStep(`${first.name} stands still`)
  first.freeze()
  await until(THAWED)
  first.thaw()
  const { errors, timeouts, requests } = await readers
  onStep(`${requests.total} requests, ${errors + timeouts} without an answer`)
}
