/** Prints every article of a site, newest first, then reads the first of them: `walk-articles.ts http://localhost:3000`. */
import process from 'node:process'
import type { ApiClient, ApiSchema } from '../../shared/api-client/index.ts'
import { createApiClient } from '../../shared/api-client/index.ts'

/** Every article once, also when others are added meanwhile: the cursor goes on behind what was seen. */
async function* walkArticles(api: ApiClient): AsyncGenerator<ApiSchema<'ArticleListItem'>> {
  let cursor: string | undefined
  do {
    const { data, error } = await api.GET('/api/articles', { params: { query: { size: 100, cursor } } })
    if (!data) throw new Error(error.detail)
    yield* data.articles
    cursor = data.nextCursor ?? undefined
  } while (cursor !== undefined)
}

async function run([baseUrl]: string[]): Promise<void> {
  if (baseUrl === undefined || !URL.canParse(baseUrl)) throw new Error('expected the address of a site, such as http://localhost:3000')
  const api = createApiClient({ baseUrl })

  let first: string | undefined
  let count = 0
  for await (const { title, slug } of walkArticles(api)) {
    console.log(`${title} (${slug})`)
    first ??= slug
    count++
  }
  console.log(`${count} articles`)
  if (first === undefined) return

  // Either spelling of the path is the same operation.
  const { data: article, error } = await api.GET('/api/Articles/{slug}', { params: { path: { slug: first } } })
  if (!article) throw new Error(error.detail)
  console.log(`The newest is by ${article.author.name}, with ${article.comments.length} comments.`)
}

run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
