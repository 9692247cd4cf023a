import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import process from 'node:process'
import { expect, it } from 'vitest'
import { nextFreePort } from '../../../scripts/local-cluster/ports.ts'
import { ask } from '../support/site.ts'

const program = resolve(import.meta.dirname, '../../../.output/server/index.mjs')

it('the site answers, and ends with 0 on SIGTERM, when nobody reads its log any more', async () => {
  const port = await nextFreePort(24_800, new Set())
  const dead = await nextFreePort(24_800, new Set([port]))
  const child = spawn(process.execPath, [program], {
    env: { PORT: String(port), NUXT_DATABASE_URL: `postgres://u@127.0.0.1:${dead}/d`, NUXT_SESSION_SECRET: 'x'.repeat(32) }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  try {
    await once(child.stdout, 'data')
    child.stdout.destroy()
    child.stderr.destroy()
    // Each is a line in the log, whose write fails.
    for (let i = 0; i < 3; i++) {
      const { status } = await ask(`http://127.0.0.1:${port}/api/articles`, { signal: AbortSignal.timeout(10_000) })
      expect(status).toBe(503)
    }
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
  }
  finally {
    child.kill('SIGKILL')
  }
})
