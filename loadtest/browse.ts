/*
 * What readers do: they come to the home page, leaf through the list, open the articles that everybody opens, and search; feed
 * readers ask whether there is something new. Visits begin at the profile's rate, whether or not the site keeps up.
 *
 * API_URL says where (http://localhost:3000/api by default), PROFILE how many: smoke, average, stress, spike, soak or breakpoint.
 */
import { check, sleep } from 'k6'
import exec from 'k6/execution'
import { Rate } from 'k6/metrics'
import type { Options } from 'k6/options'
import type { ArticleSummary } from './article-api.ts'
import { apiUrl, checkOk, get, listArticles, searchArticles, siteUrl } from './article-api.ts'
import { findProfile } from './profiles.ts'

const { scenario, thresholds } = findProfile(__ENV['PROFILE'] || 'smoke', __ENV)

/** Articles on one page of the site. */
const PAGE_SIZE = 10
/** Articles that visits are spread over: the newest of them, whatever the site holds. */
const KNOWN_ARTICLES = 1000
const notModified = new Rate('not_modified')

export const options: Options = { scenarios: { browse: scenario }, thresholds }

interface Site { articles: ArticleSummary[], pageCount: number }

/** Learns what there is to read, once for all readers. */
export function setup(): Site {
  const articles: ArticleSummary[] = []
  for (let page = 1; articles.length < KNOWN_ARTICLES; page++) {
    const list = listArticles(page, 100)
    if (!list) throw new Error(`${apiUrl} did not answer the list of articles`)
    articles.push(...list.articles.map(({ slug, title }) => ({ slug, title })))
    if (list.articles.length === 0) break
  }
  if (articles.length === 0) throw new Error(`${apiUrl} has no articles to read`)
  return { articles, pageCount: Math.ceil(articles.length / PAGE_SIZE) }
}

export default function visit({ articles, pageCount }: Site): void {
  checkOk(get(`${siteUrl}/`, 'home'))
  think()
  for (let further = between(0, 2); further > 0; further--) {
    checkOk(get(`${siteUrl}/?page=${popular(pageCount)}`, 'list page'))
    think()
  }
  for (let further = between(1, 3); further > 0; further--) {
    const article = articles[popular(articles.length) - 1]
    if (article) checkOk(get(`${siteUrl}/articles/${encodeURIComponent(article.slug)}`, 'article page'))
    think()
  }
  // Every third visit searches, every third looks for news: no run is too short for either.
  const kind = exec.scenario.iterationInTest % 3
  if (kind === 0) {
    searchArticles(wordOf(articles[popular(articles.length) - 1]))
    think()
  }
  if (kind === 1) lookForNews()
}

/** The `ETag` that this reader was last given, by address; a reader's next visit still knows it. */
const known = new Map<string, string>()

/** Asks for the newest articles, or for word that they are still the ones from before. */
function lookForNews(): void {
  const url = `${apiUrl}/articles?page=1&size=${PAGE_SIZE}`
  if (!known.has(url)) remember(url, get(url, 'list').headers['Etag'])
  const etag = known.get(url)
  if (etag === undefined) return
  const response = get(url, 'list', { 'If-None-Match': etag })
  notModified.add(response.status === 304)
  check(response, { 'status is 200 or 304': ({ status }) => status === 200 || status === 304 })
  if (response.status === 200) remember(url, response.headers['Etag'])
}

function remember(url: string, etag: string | undefined): void {
  if (etag !== undefined) known.set(url, etag)
}

/** A rank from 1 to `count` by Zipf's law: the second is asked for half as often as the first, the tenth a tenth. */
function popular(count: number): number {
  return Math.floor((count + 1) ** Math.random())
}

/** A word that someone might look for. */
function wordOf(article: ArticleSummary | undefined): string {
  const words = article?.title.match(/\p{L}{4,}/gu) ?? []
  return words[between(0, words.length - 1)] ?? 'the'
}

function between(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1))
}

function think(): void {
  sleep(0.5 + Math.random())
}
