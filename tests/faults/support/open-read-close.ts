// A process of its own: `open-read-close.ts PRIMARY_URL READ_URL`. It opens the database, reads once, says how many
// connections each host has, closes when it is told to, and is to end by itself.
import process from 'node:process'
import { sql } from 'drizzle-orm'
import { readDatabaseConfiguration } from '../../../server/database/configuration.ts'
import { openDatabase } from '../../../server/database/database.ts'

const [url, readUrl] = process.argv.slice(2)
const database = openDatabase(readDatabaseConfiguration({ NUXT_DATABASE_URL: url, NUXT_DATABASE_RO_URL: readUrl }))
const hosts = () => database.status().hosts.filter(({ use }) => use === 'reads')
const read = () => database.reader.select({ one: sql`1` }).from(sql`pg_sleep(0)`)
// Every host that answers gets connections; one that does not is not waited for.
const end = performance.now() + 1000
while (hosts().some(({ state }) => state !== 'in use') && performance.now() < end) await new Promise(resolve => setTimeout(resolve, 10))
await Promise.all(Array.from({ length: 9 }, () => read().then(() => {})))
process.once('message', () => {
  process.disconnect()
  void database.close()
})
process.send?.(hosts().map(({ sockets }) => sockets).join('/'))
