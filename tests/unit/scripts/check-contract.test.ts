import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ensureSchemathesis } from '../../../scripts/check-contract/schemathesis.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kuberocks-tools-'))
  // The only folder that is searched for programs.
  vi.stubEnv('PATH', folder)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

/** A python3 that says this and nothing else. */
async function installPython(output: string): Promise<void> {
  const program = join(folder, 'python3')
  await writeFile(program, `#!/bin/sh\necho "${output}"\n`)
  await chmod(program, 0o755)
}

describe('the installation of Schemathesis', () => {
  it('says in one line that there is no Python', async () => {
    await expect(ensureSchemathesis(join(folder, 'venv'))).rejects.toThrow(/^python3 3\.11 or newer is needed for Schemathesis, there is no python3$/)
  })

  it('says in one line that Python is too old', async () => {
    await installPython('3 9')
    await expect(ensureSchemathesis(join(folder, 'venv'))).rejects.toThrow(/^python3 3\.11 or newer is needed for Schemathesis, python3 is 3\.9$/)
  })
})
