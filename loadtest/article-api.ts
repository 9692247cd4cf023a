import { check } from 'k6'
import type { RefinedResponse } from 'k6/http'
import http from 'k6/http'

/** What a list says of an article, as far as the load tests look at it. */
export interface ArticleSummary { slug: string, title: string }
export interface ArticleList { articles: ArticleSummary[], articlesCount: number }

const OK = 'status is 200'

/** Where the API is, from `API_URL`, without a slash at its end. */
export const apiUrl = (__ENV['API_URL'] || 'http://localhost:3000/api').replace(/\/+$/, '')
/** Where the pages are. */
export const siteUrl = apiUrl.replace(/\/api$/i, '')

if (!/^https?:\/\/[^/]+/.test(apiUrl)) throw new Error(`API_URL "${apiUrl}" is malformed, expected an address such as http://localhost:3000/api`)

/**
 * A GET whose metrics carry the endpoint's name instead of the address: k6 would make a series of its own for each article.
 *
 * @param name of the endpoint
 * @param headers of the request
 */
export function get(url: string, name: string, headers: Record<string, string> = {}): RefinedResponse<'text'> {
  return http.get(url, { tags: { name }, headers, responseType: 'text' })
}

/** Counts the answer as good or bad. */
export function checkOk(response: RefinedResponse<'text'>): boolean {
  return check(response, { [OK]: ({ status }) => status === 200 })
}

/** One page of the list; undefined when it was not answered with 200. */
export function listArticles(page: number, size: number): ArticleList | undefined {
  const response = get(`${apiUrl}/articles?page=${page}&size=${size}`, 'list')
  return checkOk(response) ? parseList(response) : undefined
}

export function readArticle(slug: string): boolean {
  return checkOk(get(`${apiUrl}/articles/${encodeURIComponent(slug)}`, 'article'))
}

/** The articles that these words find. */
export function searchArticles(words: string): boolean {
  return checkOk(get(`${apiUrl}/articles?q=${encodeURIComponent(words)}`, 'search'))
}

/** Throws when the body is no list, so that a wrong server does not look like an empty site. */
function parseList(response: RefinedResponse<'text'>): ArticleList {
  const list: unknown = JSON.parse(response.body)
  if (!isArticleList(list)) throw new Error(`${response.url} answered no list of articles`)
  return list
}

function isArticleList(value: unknown): value is ArticleList {
  return typeof value === 'object' && value !== null && 'articles' in value && Array.isArray(value.articles) && 'articlesCount' in value && typeof value.articlesCount === 'number'
}
