import { z } from 'zod'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { readDatabaseConfiguration } from '../../server/database/configuration.ts'
import { openDatabase } from '../../server/database/database.ts'
import { median, printRatio } from './figures.ts'
import { compareSides, printSides } from './side-by-side.ts'
import { captureStatements, SAMPLE } from './statements.ts'
import { clientOverStubs, stubClient } from './stub-hosts.ts'

/** postgres.js alone, with as many connections and the same settings. */
function rawPool(url: string): postgres.Sql {
  const pool = postgres(url, {
    max: 10,
    fetch_types: false,
    connection: { application_name: 'kuberocks', default_transaction_read_only: true, statement_timeout: 1000, plan_cache_mode: 'force_generic_plan' },
  })
  // For its parsers, which the layer's pools have too.
  drizzle({ client: pool })
  return pool
}

/** The client that the layer gives to Drizzle, over one host, and what closes it. */
function layerClient(url: string) {
  const { reader, close } = openDatabase(readDatabaseConfiguration({ NUXT_DATABASE_URL: url }))
  if (!('$client' in reader)) throw new TypeError('the reader is no Drizzle instance')
  return { client: reader.$client as postgres.Sql, close }
}

/** What a query through the layer costs beside the same one through postgres.js alone, on one host. */
export async function measureFacadeCost(url: string, seconds: number): Promise<void> {
  const raw = rawPool(url)
  const layer = layerClient(url)
  try {
    const { list } = await captureStatements(url)
    const statements = [
      { name: 'select 1', text: 'select $1::int', parameters: [1] },
      { name: 'list', text: list.text, parameters: list.parameters.map(parameter => parameter === SAMPLE.offset ? 0 : z.union([z.string(), z.number(), z.null()]).parse(parameter)) },
    ]
    for (const { name, text, parameters } of statements) {
      const ask = (client: postgres.Sql) => () => client.unsafe(text, parameters, { prepare: true }).values()
      const figures = await compareSides([{ name: `${name}, postgres.js`, work: ask(raw) }, { name: `${name}, layer`, work: ask(layer.client) }], seconds)
      printSides(figures)
      const side = figures.get(`${name}, layer`)
      printRatio(`${name}: p50 of the layer above postgres.js, µs`, side?.more ?? Number.NaN, 'goal: at most 5.00')
      printRatio(`${name}: layer / postgres.js, 20 at a time`, side?.ratio ?? Number.NaN, 'goal: at least 0.95')
    }
  }
  finally {
    await Promise.all([raw.end(), layer.close()])
  }
}

const BLOCK = 5000

/** Microseconds of this process's time for each of so many queries, one after the other. */
async function costOfBlock(client: postgres.Sql): Promise<number> {
  const begun = performance.now()
  for (let i = 0; i < BLOCK; i++) await client.unsafe('', [], { prepare: true }).values()
  return ((performance.now() - begun) * 1000) / BLOCK
}

/** The layer's own work, over a pool that answers at once: no socket, no server, no noise. */
export async function measureFacadeWork(seconds: number): Promise<void> {
  const rows = Promise.resolve([])
  const bare = stubClient(() => rows)
  const layer = clientOverStubs([() => rows])
  for (let warm = 0; warm < 10; warm++) {
    await costOfBlock(bare)
    await costOfBlock(layer)
  }
  const differences: number[] = []
  const until = performance.now() + seconds * 1000
  while (performance.now() < until) differences.push(-await costOfBlock(bare) + await costOfBlock(layer))
  printRatio('own work of the layer for a query, µs', median(differences), 'goal: at most 5.00')
}
