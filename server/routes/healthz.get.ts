/** `GET /healthz`: that this process answers. It asks no database, so that one that is away restarts nobody. */
export default defineEventHandler((event) => {
  setResponseHeader(event, 'Cache-Control', 'no-store')
  return { status: 'alive' }
})
