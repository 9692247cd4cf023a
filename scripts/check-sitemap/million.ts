import postgres from 'postgres'
import { migrate } from '../../server/database/migrate.ts'
import { nextFreePort } from '../local-cluster/ports.ts'
import type { SiteProcess } from '../site-process.ts'
import { startSite } from '../site-process.ts'
import { startTemporaryCluster } from '../temporary-cluster.ts'

/** Slugs that no title makes and that a row may have all the same. */
export const STRANGE_SLUGS = ['a&b', '<it\'s> "quoted"', 'ünïcode-滚动-😀', 'a/b?c#d', 'percent%20', 'ends-in.md']

/** A heap with little room: garbage that V8 leaves for later would look like what is held. */
const SMALL_HEAP = '--max-old-space-size=64 --max-semi-space-size=2'

/**
 * Fills an empty database with so many articles that are nothing but their addresses, past the triggers and indexes that lists
 * and search need: sitemaps read neither.
 */
async function fill(url: string, articles: number): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql.begin(async (transaction) => {
      await transaction`alter table articles disable trigger user`
      await transaction`alter table articles drop constraint articles_listing_key cascade, drop constraint articles_slug_unique cascade`
      await transaction`drop index articles_newest, articles_newest_by_author`
      await transaction`insert into users (name, email) values ('Ada & Co.', 'ada@example.com'), ('Nobody', 'nobody@example.com')`
      await transaction`
        insert into articles (author_id, title, slug, description, body, body_html, created_at, updated_at)
        select 1, 'An article', coalesce((${STRANGE_SLUGS}::text[])[i], 'an-article-with-a-title-of-usual-length-' || i), '', '', '',
          '2020-01-01'::timestamptz + i * interval '1 minute', '2026-01-01'::timestamptz + i * interval '1 second'
        from generate_series(1, ${articles}::int) i`
      await transaction`insert into article_counts (author_id, articles) values (1, ${articles}), (null, ${articles})`
    })
    await sql`vacuum (analyze) articles`
  }
  finally {
    await sql.end()
  }
}

/** The built site over so many articles, with its own metrics. */
export interface FilledSite extends SiteProcess {
  metricsUrl: string
}

/**
 * Starts the built site over a database of its own with so many articles.
 *
 * @returns the site; its `stop` leaves nothing behind
 * @throws when there is no build, or when cluster or site cannot start
 */
export async function startFilledSite(articles: number): Promise<FilledSite> {
  await using started = new AsyncDisposableStack()
  const { cluster } = started.adopt(await startTemporaryCluster({ port: 14_700, standbys: 0 }), ({ remove }) => remove())
  await migrate(cluster.primaryUrl)
  await fill(cluster.primaryUrl, articles)
  const port = await nextFreePort(27_200, new Set())
  const metricsPort = await nextFreePort(27_200, new Set([port]))
  const site = started.adopt(await startSite({
    // The machine has just written a million rows: a database that is slow for a moment is not what is looked at.
    cluster: { primaryUrl: cluster.primaryUrl, readUrl: `${cluster.readUrl}?read_timeout=30&host_recheck=10` },
    port,
    environment: { HOST: '127.0.0.1', NUXT_METRICS_PORT: String(metricsPort), NUXT_PUBLIC_SITE_URL: 'https://kuberocks.example', NODE_OPTIONS: SMALL_HEAP },
  }), running => running.stop())
  const all = started.move()
  return { ...site, metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`, stop: () => all.disposeAsync() }
}
