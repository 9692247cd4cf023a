import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ensureSchemathesis } from '../../../scripts/check-contract/schemathesis.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await makeTemporaryFolder()
  // The only folder that is searched for programs.
  vi.stubEnv('PATH', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
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
