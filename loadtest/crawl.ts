/*
 * Reads everything: pages of ten until an empty one, and each article of each page.
 *
 * API_URL says where (http://localhost:3000/api by default), K6_VUS and K6_DURATION how many at a time and for how long (30 and
 * 1m). No `scenarios` here: k6 would put those variables in their place, or refuse them.
 */
import { sleep } from 'k6'
import type { Options } from 'k6/options'
import { listArticles, readArticle } from './article-api.ts'

const PAGE_SIZE = 10

export const options: Options = {
  vus: 30,
  duration: '1m',
  thresholds: {
    'http_req_failed': ['rate<0.01'],
    'checks': ['rate>0.99'],
    'http_req_duration{name:list}': ['p(95)<500'],
    'http_req_duration{name:article}': ['p(95)<500'],
  },
}

export default function crawl(): void {
  for (let page = 1; ; page++) {
    const list = listArticles(page, PAGE_SIZE)
    // A server that does not answer is not asked again at once, by every VU.
    if (!list) return sleep(1)
    if (list.articles.length === 0) return
    for (const { slug } of list.articles) readArticle(slug)
  }
}
