import process from 'node:process'
import { readConfiguration } from '../configuration'
import { ConfigurationError } from '../database/errors'
import { closeDatabase, describeEvent, openDatabase } from '../database/instances'
import { openReadPositions } from '../utils/read-position'

/** Checks the settings and opens the database before the first request; a bad setting ends the process. */
export default defineNitroPlugin((nitroApp) => {
  try {
    const { database, sessionSecret, warnings } = readConfiguration(process.env)
    openDatabase(database, { observe: event => console.info(describeEvent(event)) })
    openReadPositions(sessionSecret)
    for (const warning of warnings) console.warn(warning)
  }
  catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    console.error(`Not started: ${error.message}`)
    process.exit(1)
  }
  nitroApp.hooks.hook('close', closeDatabase)
})
