import process from 'node:process'
import { readConfiguration } from '../configuration'

/** What Nitro's own shutdown listens to instead of SIGTERM; nobody sends it. */
const SHUT_DOWN = 'SIGUSR2'

/**
 * On SIGTERM says for a while that the process is not ready, and goes on answering, so that no balancer still sends requests
 * when the server stops to listen. Then Nitro's shutdown answers what is under way and ends the process.
 */
export default defineNitroPlugin(({ hooks }) => {
  if (import.meta.dev || process.env.NITRO_SHUTDOWN_SIGNALS !== undefined) return
  const { drainSeconds } = readConfiguration(process.env)
  // Read by Nitro when it begins to listen, after all plugins.
  process.env.NITRO_SHUTDOWN_SIGNALS = `${SHUT_DOWN} SIGINT`
  process.once('SIGTERM', () => {
    startDraining()
    setTimeout(() => process.emit(SHUT_DOWN, SHUT_DOWN), drainSeconds * 1000)
  })
  hooks.hook('beforeResponse', (event) => {
    if (isDraining()) setResponseHeader(event, 'Connection', 'close')
  })
})
