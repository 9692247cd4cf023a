import { findSitemapVersion, streamSitemap } from '../../sitemap/stream'
import { PAGES_FILE, pagesSitemap, sitemapFile } from '../../sitemap/write'

const TYPE = 'application/xml; charset=utf-8'
/** Crawlers come by the day. */
const CACHE_CONTROL = 'public, max-age=3600'

/** `GET /sitemaps/{file}`: the addresses of up to 50,000 articles, tags or authors, or of the pages that are always there. */
export default machineRoute(async (event) => {
  const name = getRouterParam(event, 'file', { decode: true }) ?? ''
  const site = siteAddress(event)
  if (name === PAGES_FILE) return answerText(event, { body: pagesSitemap(site), type: TYPE }, CACHE_CONTROL)
  const file = sitemapFile(name)
  const found = file && await findSitemapVersion(file)
  if (!file || !found) throw problem('not-found', 'There is no sitemap with this name.')
  if (isAnswered(event, found, CACHE_CONTROL)) return null
  if (!event.context.isHead) return await streamAnswer(event, TYPE, streamSitemap(site, file, found.position))
  setResponseHeader(event, 'Content-Type', TYPE)
  return ''
})
