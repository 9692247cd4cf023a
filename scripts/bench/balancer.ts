import { parseArgs } from 'node:util'
import { startBenchCluster } from './bench-cluster.ts'
import { measureFacadeCost, measureFacadeWork } from './facade-cost.ts'
import { describeMachine, wholeNumber } from './figures.ts'
import { measureReadYourWrites } from './read-your-writes.ts'
import { measureScaleOut } from './scale-out.ts'

/**
 * The database layer alone: its cost beside postgres.js, what it leaves of several hosts' strength, and what it costs to see
 * one's own writes and to read of one moment.
 *
 * @param args `--articles`, `--rounds`, `--seconds`: each figure is of so many rounds of so many seconds
 */
export async function benchBalancer(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: {
    articles: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
  } })
  const articles = wholeNumber('articles', values.articles, 10, 10_000_000)
  const rounds = wholeNumber('rounds', values.rounds, 1, 100)
  const seconds = wholeNumber('seconds', values.seconds, 1, 600)

  const cluster = await startBenchCluster(articles)
  try {
    console.log(`${articles} articles, ${describeMachine()}, ${rounds} rounds of ${seconds} s`)
    await measureFacadeCost(cluster.primaryUrl, rounds * seconds)
    await measureReadYourWrites(cluster, rounds * seconds)
  }
  finally {
    await cluster.stop()
  }
  // Without a server: the machine is this process's alone.
  await measureFacadeWork(rounds * seconds)
  await measureScaleOut(rounds, seconds)
}
