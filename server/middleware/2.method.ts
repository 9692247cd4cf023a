import { apiRoutes } from '#api-routes'
import { allowedMethods } from '../utils/api-routes'

/** Answers 405 with `Allow` where the path exists and the method does not, and OPTIONS with the same list. */
export default defineEventHandler((event) => {
  const isApi = event.path.startsWith('/api/')
  // Pages are there to be read; the development server's own paths begin with an underscore.
  const allowed = isApi ? allowedMethods(event.path, apiRoutes) : ['GET', 'HEAD']
  if (allowed.length === 0 || allowed.includes(event.method) || event.path.startsWith('/_')) return

  setResponseHeader(event, 'Allow', [...allowed, 'OPTIONS'].join(', '))
  if (event.method === 'OPTIONS') return sendNoContent(event)
  throw createError({
    status: 405,
    statusText: 'Method Not Allowed',
    message: `${event.method} is not allowed here, expected one of ${allowed.join(', ')}.`,
  })
})
