import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { generateContract, staleFiles } from '../../../../scripts/openapi/generate.ts'
import { problemKinds } from '../../../../shared/schemas/problem-kinds.ts'
import { openApiOperations } from '../../../support/openapi-document.ts'

const root = resolve(import.meta.dirname, '../../../..')
/** The API's 404, at every path that is nothing else. */
const NOT_OPERATIONS = ['[...path].ts', 'index.ts']

/** Path and method of a handler as its file's name says them: `articles/[slug].get.ts`. */
function operationOf(file: string): string {
  const [, path = '', method = ''] = /^(.*)\.([a-z]+)\.ts$/.exec(file) ?? []
  return `${method} /api/${path}`.replace(/\/index$/, '').replaceAll(/\[(\w+)\]/g, '{$1}')
}

const [document] = await generateContract()
const contents: unknown = JSON.parse(document?.contents ?? '')

describe('the contract', () => {
  it('is committed as the schemas say it, and so are the types of the client', async () => {
    expect(staleFiles(await generateContract()), 'npm run openapi writes them anew').toEqual([])
  })

  it('has every handler of the API, and no operation that has none', () => {
    const handlers = globSync('**/*.ts', { cwd: resolve(root, 'server/api') }).filter(file => !NOT_OPERATIONS.includes(file))
    const operations = openApiOperations.map(({ path, method }) => `${method} ${path}`)
    expect(operations.toSorted()).toEqual(handlers.map(operationOf).toSorted())
  })

  it('names every operation once, for good', () => {
    expect(openApiOperations.map(({ operationId }) => operationId)).toEqual([
      'listArticles', 'getArticle', 'listTags', 'getOpenApi', 'getReference', 'listProblemKinds', 'getProblemKind',
    ])
  })

  it('describes numbers of a query as numbers with limits and defaults, and none of their digits', () => {
    const parameters = z.object({ paths: z.object({ '/api/articles': z.object({ get: z.object({ parameters: z.array(z.looseObject({})) }) }) }) })
      .parse(contents).paths['/api/articles'].get.parameters
    expect(parameters.find(({ name }) => name === 'page')).toMatchObject({ in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1_000_000_000, default: 1 } })
    expect(parameters.find(({ name }) => name === 'size')).toMatchObject({ in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 10 } })
    expect(JSON.stringify(parameters.slice(0, 2))).not.toContain('pattern')
  })

  it('leaves nothing optional that is always there', () => {
    const schema = z.object({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()) })
    const { schemas } = z.object({ components: z.object({ schemas: z.record(z.string(), z.looseObject({})) }) }).parse(contents).components
    for (const name of ['Article', 'ArticleList', 'ArticleListItem', 'ArticleNeighbour', 'Author', 'Comment', 'Tag', 'TagList']) {
      const { properties, required } = schema.parse(schemas[name])
      expect(required.toSorted(), name).toEqual(Object.keys(properties).toSorted())
    }
  })

  it('gives an example of each kind of problem that an operation can be answered', () => {
    const responses = z.object({ components: z.object({ responses: z.record(z.string(), z.object({
      content: z.object({ 'application/problem+json': z.object({ example: z.object({ type: z.string(), status: z.int() }) }) }),
    })) }) }).parse(contents).components.responses
    const examples = Object.values(responses).map(({ content }) => content['application/problem+json'].example)
    expect(examples.length).toBeGreaterThan(5)
    const kinds = new Map<string, number>(Object.entries(problemKinds).map(([name, { status }]) => [`/api/problems/${name}`, status]))
    for (const { type, status } of examples) expect(kinds.get(type), type).toBe(status)
  })

  it('stays out of the server\'s own code: the tool that makes it is no dependency of the site', () => {
    const sources = globSync('server/{api,middleware,plugins,utils,repositories}/**/*.ts', { cwd: root })
    expect(sources.filter(file => /zod-openapi|openapi\/document/.test(readFileSync(resolve(root, file), 'utf8')))).toEqual([])
  })
})
