import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'

const script = resolve(import.meta.dirname, '../../../scripts/test-faults.ts')

describe('npm run test:faults', () => {
  it.each([
    [['--minutes', 'soon'], '--minutes is malformed, expected minutes, such as 30 or 0.5'],
    [['--minutes', '1', '--seed', '-5x'], '--seed'],
    [['--hours', '1'], '--hours'],
  ])('refuses %s in one line', async (words, message) => {
    const { code, stderr } = await new Promise<{ code: unknown, stderr: string }>((done) => {
      execFile(process.execPath, [script, ...words], (error, _stdout, printed) => done({ code: error?.code ?? 0, stderr: printed }))
    })
    expect(code).toBe(1)
    expect(stderr).toContain(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})
