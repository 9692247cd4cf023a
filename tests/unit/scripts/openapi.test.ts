import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const run = (script: string, ...words: string[]) => promisify(execFile)(process.execPath, [resolve(root, 'scripts', script), ...words], { cwd: root })

describe('npm run openapi', () => {
  it('compares without writing anything with --check', async () => {
    expect((await run('openapi.ts', '--check')).stdout).toBe('The contract is what the schemas say.\n')
  })

  it('refuses an unknown option in one line', async () => {
    await expect(run('openapi.ts', '--chek')).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^[^\n]*--chek[^\n]*\n$/) })
  })
}, 60_000)

describe('npm run check:contract', () => {
  it.each([
    [['--seed', 'one'], '--seed is malformed, expected a whole number\n'],
    [['--seed', '1.5'], '--seed is malformed, expected a whole number\n'],
    [['--sed', '1'], expect.stringMatching(/^[^\n]*--sed[^\n]*\n$/)],
  ])('refuses %j in one line', async (words, stderr) => {
    await expect(run('check-contract.ts', ...words)).rejects.toMatchObject({ code: 1, stdout: '', stderr })
  })
}, 60_000)
