import type { APIRequestContext, APIResponse } from '@playwright/test'
import { expect } from '@playwright/test'
import postgres from 'postgres'
import { renderMarkdown } from '../../../server/markdown/render.ts'

/** What an article is to say from now on. */
export interface Rewriting {
  title: string
  description: string
  /** Markdown. */
  body: string
  comment: string
  /** A tag that it carries besides. */
  tag?: string
}

/** The address as a browser would ask for it, without following redirects. */
export function getPage(request: APIRequestContext, address: string): Promise<APIResponse> {
  return request.get(address, { headers: { accept: 'text/html' }, maxRedirects: 0 })
}

/** The address's HTML as served, but for the stylesheet, which would drown a failure's report. */
export async function servedHtml(request: APIRequestContext, address: string): Promise<string> {
  return (await (await getPage(request, address)).text()).replaceAll(/<style>.*?<\/style>/gs, '')
}

/** The slugs on one page of the list, out of its served HTML. */
export async function slugsOnPage(request: APIRequestContext, page: number): Promise<string[]> {
  const html = await servedHtml(request, page === 1 ? '/' : `/?page=${page}`)
  return [...html.matchAll(/<article id="article-([^"]+)"/g)].flatMap(([, slug]) => slug ?? [])
}

/** The address of an author with more articles than one page of a list holds. */
export async function addressOfProlificAuthor(request: APIRequestContext): Promise<string> {
  const answer: unknown = await (await request.get('/api/articles?size=100')).json()
  const articles: { author: { name: string } }[] = Object(answer).articles
  const byAuthor = Map.groupBy(articles, ({ author }) => author.name)
  for (const name of byAuthor.keys()) {
    const { articlesCount } = Object(await (await request.get(`/api/articles?${new URLSearchParams({ author: name, size: '1' })}`)).json())
    if (articlesCount > 10) return `/authors/${encodeURIComponent(name)}`
  }
  throw new Error('No author of the newest 100 articles has more than ten')
}

/** Rewrites an article past all validation, as a row that came in by another way would be, and waits until it is served. */
export async function rewriteArticle(request: APIRequestContext, slug: string, { title, description, body, comment, tag }: Rewriting): Promise<void> {
  const url = process.env['E2E_DATABASE_URL']
  if (!url) throw new Error('E2E_DATABASE_URL is not set: the global setup has not run')
  const sql = postgres(url, { max: 1 })
  try {
    await sql.begin(async (transaction) => {
      const [article] = await transaction<{ id: number, author_id: number }[]>`
        update articles set title = ${title}, description = ${description}, body = ${body}, body_html = ${await renderMarkdown(body)}
        where slug = ${slug} returning id, author_id`
      if (!article) throw new Error(`There is no article ${slug}`)
      if (tag !== undefined) {
        await transaction`insert into tags (name) values (${tag}) on conflict do nothing`
        await transaction`
          insert into article_tags (article_id, tag_id, author_id, created_at)
          select a.id, t.id, a.author_id, a.created_at from articles a, tags t where a.id = ${article.id} and t.name = ${tag}
          on conflict do nothing`
      }
      await transaction`
        insert into comments (article_id, author_id, body) values (${article.id}, ${article.author_id}, ${comment})`
    })
  }
  finally {
    await sql.end()
  }
  // Every host takes its turn: several answers in a row are needed to know that all of them have it.
  await expect(async () => {
    for (let turn = 0; turn < 4; turn++) {
      const answer: unknown = await (await request.get(`/api/articles/${slug}`)).json()
      expect(answer).toMatchObject({ title, body })
    }
  }).toPass({ timeout: 10_000 })
}
