/** `GET /readyz`: whether requests should come here: a database host can be read from, and the process is not about to end. */
export default defineEventHandler((event) => {
  setResponseHeader(event, 'Cache-Control', 'no-store')
  const status = isDraining() ? 'draining' : hasUsableHost() ? 'ready' : 'no database host can be read from'
  if (status !== 'ready') setResponseStatus(event, 503)
  return { status }
})
