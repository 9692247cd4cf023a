import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { describeFault } from '../../scripts/check-deploy/fault.ts'
import { checkGoModules } from '../../scripts/check-supply/installation.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

let root = ''
beforeEach(async () => {
  root = await makeTemporaryFolder()
  await mkdir(join(root, 'tools/one'), { recursive: true })
})

const sums = (sum: string) => `sigs.k8s.io/yaml v1.6.0 h1:${sum}=\nsigs.k8s.io/yaml v1.6.0/go.mod h1:${sum}=\n`

describe('modules of Go', () => {
  it('are refused when a checksum is another one', async () => {
    await writeFile(join(root, 'tools/one/go.mod'), 'module one\n\ngo 1.25.0\n\nrequire sigs.k8s.io/yaml v1.6.0\n')
    await writeFile(join(root, 'tools/one/go.sum'), sums('A'.repeat(43)))
    await writeFile(join(root, 'tools/one/main.go'), 'package main\n\nimport _ "sigs.k8s.io/yaml"\n\nfunc main() {}\n')
    expect((await checkGoModules(root)).map(describeFault)).toEqual([expect.stringMatching(/^tools\/one\/go\.mod: require: verifying sigs\.k8s\.io\/yaml@v1\.6\.0.*: checksum mismatch$/)])
  })
})
