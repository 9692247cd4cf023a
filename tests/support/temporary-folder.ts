import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder of this test's own, gone when it is finished. For a test or its `beforeEach`. */
export async function makeTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kuberocks-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
