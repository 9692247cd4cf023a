import document from '../openapi/openapi.json'

/** `GET /api/openapi.json`: the contract, as `npm run openapi` wrote it. */
export default defineEventHandler(staticAnswer({
  type: 'application/json',
  cacheControl: 'public, max-age=300',
  text: JSON.stringify(document),
}))
