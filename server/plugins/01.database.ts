import process from 'node:process'
import { readConfiguration } from '../configuration'
import type { DatabaseEvent } from '../database/instances'
import { closeDatabase, describeEvent, openDatabase } from '../database/instances'
import { useLog } from '../logging/log'
import { openReadPositions } from '../utils/read-position'

/** What an operator may have to do something about. */
const troubles = new Set<DatabaseEvent['type']>(['host-down', 'host-ejected', 'primary-lost', 'resolver-failed', 'split-brain'])

/** Opens the database before the first request. */
export default defineNitroPlugin((nitroApp) => {
  const { database, sessionSecret } = readConfiguration(process.env)
  openDatabase(database, { observe: event => useLog()[troubles.has(event.type) ? 'warn' : 'info'](describeEvent(event)) })
  openReadPositions(sessionSecret)
  nitroApp.hooks.hook('close', closeDatabase)
})
