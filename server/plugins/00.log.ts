import process from 'node:process'

/**
 * Whoever read the log may be gone, a closed terminal or a dead launcher; the site goes on, and can still be stopped. Nitro would
 * report the failed write as an error, by a write that fails as well, and do nothing else any more.
 */
export default defineNitroPlugin(() => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
})
