import type { H3Event } from 'h3'
import { acceptedEncoding } from '../utils/compression'
import { namesVersion } from '../utils/conditional'
import { isDraining } from '../utils/drain'
import { sendWhole } from '../utils/send-whole'
import type { Found } from './page-cache'
import { FRESH_MS } from './page-cache'
import type { RenderedPage } from './rendered-page'

/** How the cache tells what it did, https://www.rfc-editor.org/rfc/rfc9211; seconds are whole there. */
const cacheStatus = {
  hit: 'kuberocks; hit',
  miss: 'kuberocks; fwd=miss',
  coalesced: 'kuberocks; fwd=miss; collapsed',
}

/** Whether the client says that it has this version of the page. */
export function isKnownTo(event: H3Event, page: RenderedPage): boolean {
  const versions = event.node.req.headers['if-none-match']
  return page.isForAll && versions !== undefined && namesVersion(versions, page.version)
}

/**
 * Answers with a page: in the encoding that the client accepts, or 304 to one that has it. An error goes out as it was rendered.
 *
 * @param grown told when the page has come to hold another encoding
 */
export async function sendPage(event: H3Event, { result, page, age }: Found<RenderedPage>, grown: () => void): Promise<void> {
  const { res } = event.node
  if (!page.isForAll) return await sendRefusal(event, page)
  if (result === 'stale') {
    const seconds = Math.floor(age / 1000)
    res.setHeader('Age', seconds)
    res.setHeader('Cache-Status', `kuberocks; hit; ttl=${FRESH_MS / 1000 - seconds}; detail=stale-database-down`)
  }
  else {
    res.setHeader('Cache-Status', cacheStatus[result])
  }
  if (isDraining()) res.setHeader('Connection', 'close')
  if (isKnownTo(event, page)) {
    res.writeHead(304, page.headersWithoutBody).end()
    return
  }
  const encoding = acceptedEncoding(event.node.req)
  let prepared = page.prepared(encoding)
  if (!prepared) {
    prepared = await page.prepare(encoding)
    grown()
  }
  // Of a HEAD, Node sends no body.
  res.writeHead(200, prepared.headers).end(prepared.body)
}

async function sendRefusal(event: H3Event, { status, headers, text }: RenderedPage): Promise<void> {
  const { res } = event.node
  res.statusCode = status
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) res.setHeader(name, value)
  if (res.req.method === 'HEAD') event.context.isHead = true
  await sendWhole(event, text)
}
