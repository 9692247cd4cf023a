import { useDatabase } from '../database/instances'

/** `GET /readyz`: whether requests should come here: a database host can be read from, and the process is not about to end. */
export default defineEventHandler((event) => {
  setResponseHeader(event, 'Cache-Control', 'no-store')
  const isUsable = useDatabase().status().hosts.some(({ use, state }) => use === 'reads' && state === 'in use')
  const status = isDraining() ? 'draining' : isUsable ? 'ready' : 'no database host can be read from'
  if (status !== 'ready') setResponseStatus(event, 503)
  return { status }
})
