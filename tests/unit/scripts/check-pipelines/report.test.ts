import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { checkReport } from '../../../../scripts/check-pipelines/report.ts'
import { makeTemporaryFolder } from '../../../support/temporary-folder.ts'

const regexp = 'loadtest/(.*).tar.gz'
let folder = ''
beforeEach(async () => {
  folder = await makeTemporaryFolder()
})

/** Packs a report, as the task does. */
function pack(name: string, files: readonly string[]): void {
  mkdirSync(join(folder, name))
  for (const file of files) writeFileSync(join(folder, name, file), '')
  execFileSync('tar', ['-czf', join(folder, `${name}.tar.gz`), '-C', folder, name])
}

describe('the put of a report', () => {
  it('takes one archive with the figures and the curves', async () => {
    pack('crawl-1', ['summary.json', 'curves.html'])
    await expect(checkReport(join(folder, '*.tar.gz'), regexp)).resolves.toBeUndefined()
  })

  it('refuses an archive without the curves', async () => {
    pack('crawl-1', ['summary.json'])
    await expect(checkReport(join(folder, '*.tar.gz'), regexp)).rejects.toThrow('expected one that ends with /curves.html')
  })

  it('refuses none, and more than one', async () => {
    await expect(checkReport(join(folder, '*.tar.gz'), regexp)).rejects.toThrow('0 files, expected one')
    pack('crawl-1', ['summary.json', 'curves.html'])
    pack('crawl-2', ['summary.json', 'curves.html'])
    await expect(checkReport(join(folder, '*.tar.gz'), regexp)).rejects.toThrow('2 files, expected one')
  })

  it('refuses a name that the resource would not find again', async () => {
    pack('crawl-1', ['summary.json', 'curves.html'])
    await expect(checkReport(join(folder, '*.tar.gz'), 'loadtest/browse-(.*).tar.gz')).rejects.toThrow('loadtest/crawl-1.tar.gz would be put')
  })
})
