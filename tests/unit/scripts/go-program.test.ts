import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureGoProgram } from '../../../scripts/go-program.ts'

let empty = ''
beforeEach(() => {
  empty = mkdtempSync(join(tmpdir(), 'kuberocks-path-'))
})
afterEach(() => {
  rmSync(empty, { recursive: true, force: true })
})

describe('a program that is built with Go', () => {
  it('cannot be had without Go, which is said in one line', async () => {
    const program = { name: 'never-built', module: 'tools/concourse', package: '.', title: 'a program' }
    await expect(ensureGoProgram(program, () => {}, { PATH: empty })).rejects.toThrow(/^Go 1\.26 or newer is needed, to build a program with: https:\/\/go\.dev\/dl$/)
  })
})
