import type { APIRequestContext } from '@playwright/test'
import { slugsOnPage } from './site.ts'

/** Addresses of each page: at least one for every file of pages/, and what else of it looks different. */
export const routes: Readonly<Record<string, readonly string[]>> = {
  'articles/[slug].vue': ['/articles/:slug?from=33'],
  'authors/[name].vue': ['/authors/:author'],
  'index.vue': ['/', '/?page=33'],
  'search.vue': ['/search', '/search?q=server', '/search?q=zzzqqq', `/search?q=${'W'.repeat(300)}`],
  'tags/[tag].vue': ['/tags/web'],
  'tags/index.vue': ['/tags'],
  // No file of pages/, but what a reader sees where there is nothing.
  'error': ['/nowhere'],
}

/** Every address, with names that there are. */
export async function addresses(request: APIRequestContext): Promise<string[]> {
  const [slug = ''] = await slugsOnPage(request, 33)
  const article: unknown = await (await request.get(`/api/articles/${slug}`)).json()
  const author = encodeURIComponent(String(Object(Object(article).author).name))
  return Object.values(routes).flat().map(address => address.replace(':slug', slug).replace(':author', author))
}
