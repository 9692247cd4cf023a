import process from 'node:process'
import { readConfiguration } from '../configuration'
import { ConfigurationError } from '../database/errors'
import { closeDatabase, openDatabase } from '../database/instances'

/** Checks the settings and opens the database before the first request; a bad setting ends the process. */
export default defineNitroPlugin((nitroApp) => {
  try {
    openDatabase(readConfiguration(process.env).database)
  }
  catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    console.error(`Not started: ${error.message}`)
    process.exit(1)
  }
  nitroApp.hooks.hook('close', closeDatabase)
})
