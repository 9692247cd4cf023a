import process from 'node:process'
import { refuseToStart } from '../logging/not-started'

/**
 * A server that cannot listen ends with one line. Nitro would print a stack and go on without a port, kept alive by the
 * connections to the database.
 */
export default defineNitroPlugin(() => {
  if (import.meta.dev) return
  process.prependListener('uncaughtException', (error) => {
    if (!('syscall' in error) || error.syscall !== 'listen') return
    refuseToStart(`${error.message}; PORT and HOST say where to listen`)
  })
})
