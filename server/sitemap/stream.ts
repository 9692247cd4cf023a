import { useDatabase, useReader } from '../database/instances'
import type { Position } from '../database/position'
import type { SitemapFile } from '../repositories/sitemap'
import { CHUNK_SIZE, sitemapRepository } from '../repositories/sitemap'
import { URLSET_END, URLSET_START, urlElements } from './write'

/** A version of a file, and what a host must have replayed to know it. */
export interface SitemapVersion { version: string, position: Position | undefined }

/** The version of a file as one host sees it; null for a file that holds nothing. */
export function findSitemapVersion(file: SitemapFile): Promise<SitemapVersion | null> {
  return useDatabase().readFrom(undefined, async (seen) => {
    const version = await sitemapRepository(useReader()).findVersion(file)
    return version === null ? null : { version, position: await seen() }
  })
}

/**
 * The file's text, some thousand addresses at a time: however large it is, no more of it is held. Every part is read from a
 * host that has what the version says, which a client will be told it has.
 */
export async function* streamSitemap(site: string, file: SitemapFile, position: Position | undefined): AsyncGenerator<string, void> {
  let start = URLSET_START
  for (let after = 0; ;) {
    const entries = await useDatabase().readFrom(position, () => sitemapRepository(useReader()).listChunk(file, after))
    yield start + urlElements(site, file.kind, entries)
    start = ''
    after = entries.at(-1)?.id ?? 0
    if (entries.length < CHUNK_SIZE) break
  }
  yield URLSET_END
}
