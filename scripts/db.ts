/** `npm run db`: the local cluster in the foreground, until Ctrl-C. */
import process from 'node:process'
import { readArguments } from './local-cluster/arguments.ts'
import { LocalClusterError, startLocalCluster, watchNpm } from './local-cluster/index.ts'

async function run(): Promise<void> {
  const asked = Promise.withResolvers<string>()
  // A terminal and npm both pass Ctrl-C on: the second one asks for nothing new.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => asked.resolve(signal))
  watchNpm(() => asked.resolve('the process that started this one is gone'))

  const starting = startLocalCluster({ ...readArguments(process.argv.slice(2)), onStep: print })
  const cluster = await Promise.race([starting, asked.promise])
  // Asked to stop in the middle of the start: the end of this process ends what has been started.
  if (typeof cluster === 'string') {
    print(`stopping (${cluster})`)
    return
  }

  print(`NUXT_DATABASE_URL=${cluster.primaryUrl}`)
  print(`NUXT_DATABASE_RO_URL=${cluster.readUrl}`)

  // Nothing else keeps this process alive.
  const alive = setInterval(() => {}, 2 ** 30)
  const reason = await asked.promise
  clearInterval(alive)
  print(`stopping (${reason})`)
  await cluster.stop()
  print('stopped')
}

function print(line: string): void {
  console.log(line)
}

// Whoever read our output may be gone, for instance with a killed npm; that must not keep Postgres from being stopped.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

run().then(() => process.exit(0), (error: unknown) => {
  console.error(error instanceof LocalClusterError ? error.message : error)
  process.exit(1)
})
