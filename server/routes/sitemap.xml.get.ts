import { useReader } from '../database/instances'
import { sitemapRepository } from '../repositories/sitemap'
import { sitemapIndex } from '../sitemap/write'

/** `GET /sitemap.xml`: the index of the files under `/sitemaps`, of up to 50,000 addresses each. */
export default machineRoute(async (event) => {
  const body = sitemapIndex(siteAddress(event), await sitemapRepository(useReader()).listFiles())
  return answerText(event, { body, type: 'application/xml; charset=utf-8' }, 'public, max-age=3600')
})
