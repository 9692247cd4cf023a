import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeFault } from '../../scripts/check-deploy/fault.ts'
import { checkGoModules } from '../../scripts/check-supply/installation.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kuberocks-supply-'))
  await mkdir(join(root, 'tools/one'), { recursive: true })
})
afterEach(async () => {
  await rm(root, { recursive: true, force: true })
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
