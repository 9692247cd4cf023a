import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SiteProcess } from '../../../scripts/site-process.ts'
import { documentedCommands, outputPattern } from '../../support/documented-commands.ts'
import { startTestSite } from '../support/site.ts'

const root = resolve(import.meta.dirname, '../../..')
const guide = resolve(root, 'docs/api.md')
/** Run elsewhere: the demo by the tests of one command, the others by CI's own step and by the contract's test. */
const RUN_ELSEWHERE = ['npm run demo', 'npm run openapi', 'npm run check:contract']

const commands = documentedCommands(guide)
const runHere = commands.filter(({ command }) => !RUN_ELSEWHERE.includes(command))

let site: SiteProcess
let folder: string
beforeAll(async () => {
  site = await startTestSite()
  folder = await mkdtemp(join(tmpdir(), 'kuberocks-docs-'))
})
afterAll(async () => {
  await site.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('docs/api.md', () => {
  it('has commands, each of which is run', () => {
    expect(runHere.length).toBeGreaterThan(6)
    expect(commands.map(({ command }) => command)).toEqual(expect.arrayContaining(RUN_ELSEWHERE))
  })

  it.each(runHere)('is right about $command', async ({ command, output }) => {
    // Commands of the project are run in it; others leave their files elsewhere.
    const cwd = command.startsWith('npm') ? root : folder
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', command.replaceAll('http://localhost:3000', site.url)], { cwd })
    expect(output, 'what it prints').toBeDefined()
    expect(stdout.replaceAll('\r', '').trim()).toMatch(outputPattern(output ?? ''))
  })

  it('shows the programs as they are', async () => {
    const [, excerpt = ''] = /^```ts\n(.*?)^```/ms.exec(await readFile(guide, 'utf8')) ?? []
    expect(excerpt).toMatch(/walkArticles/)
    expect(await readFile(resolve(root, 'docs/examples/walk-articles.ts'), 'utf8')).toContain(excerpt)
  })
})

describe('the example that walks the articles', () => {
  const walk = (address: string) => promisify(execFile)(process.execPath, ['docs/examples/walk-articles.ts', address], { cwd: root })

  it('prints each of 500 articles once', async () => {
    const lines = (await walk(site.url)).stdout.trim().split('\n')
    const slugs = lines.flatMap(line => / \(([^)]+)\)$/.exec(line)?.[1] ?? [])
    expect(new Set(slugs).size).toBe(500)
    expect(lines.slice(500)).toEqual(['500 articles', expect.stringMatching(/^The newest is by \S.*, with \d+ comments\.$/)])
  })

  it('says in one line what address it expects', async () => {
    await expect(walk('nowhere')).rejects.toMatchObject({ code: 1, stderr: 'expected the address of a site, such as http://localhost:3000\n' })
  })
})
