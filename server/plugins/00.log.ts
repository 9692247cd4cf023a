import process from 'node:process'
import { readConfiguration } from '../configuration'
import { ConfigurationError } from '../database/errors'
import { redirectConsole } from '../logging/console'
import { openLogDestination } from '../logging/destination'
import { openLog, useLog } from '../logging/log'
import { refuseToStart } from '../logging/not-started'

/**
 * Checks the settings, and opens the log; a bad setting ends the process. In development lines go to the console as they are.
 *
 * Whoever read what the process prints may be gone, a closed terminal or a dead launcher; the site goes on, and can still be stopped.
 * Nitro would report the failed write as an error, by a write that fails as well, and do nothing else any more.
 */
export default defineNitroPlugin(() => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  try {
    const { log, warnings } = readConfiguration(process.env)
    if (!import.meta.dev) {
      openLog(log.level, openLogDestination(log.file))
      redirectConsole(useLog())
    }
    for (const warning of warnings) useLog().warn(warning)
  }
  catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    refuseToStart(error.message)
  }
})
