import { execFile } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { migrate } from '../../../../server/database/migrate.ts'
import { makeTemporaryFolder } from '../../../support/temporary-folder.ts'
import { withConnection, withEmptyDatabase } from '../../support/database.ts'

const root = resolve(import.meta.dirname, '../../../..')
const run = promisify(execFile)

const appliedMigrations = (url: string) => withConnection(url, async (sql) => {
  const rows = await sql`select hash from drizzle.__drizzle_migrations`
  return rows.length
})

describe('migrations', () => {
  it('change nothing when they are applied again', () => withEmptyDatabase(async (url) => {
    await migrate(url)
    const applied = await appliedMigrations(url)
    expect(applied).toBeGreaterThan(0)
    await migrate(url)
    expect(await appliedMigrations(url)).toBe(applied)
  }))

  it('wait for each other when several are started at once', () => withEmptyDatabase(async (url) => {
    await Promise.all([migrate(url), migrate(url), migrate(url)])
    const once = await withEmptyDatabase(async (other) => {
      await migrate(other)
      return appliedMigrations(other)
    })
    expect(await appliedMigrations(url)).toBe(once)
  }))

  it('are applied from the production bundle alone, wherever it lies', () => withEmptyDatabase(async (url) => {
    const folder = await makeTemporaryFolder()
    await cp(resolve(root, '.output'), join(folder, 'site'), { recursive: true })
    const bundle = () => run(process.execPath, [join(folder, 'site/server/migrate.mjs')], { cwd: '/', env: { NUXT_DATABASE_URL: url } })
    await Promise.all([bundle(), bundle()])
    expect(await appliedMigrations(url)).toBeGreaterThan(0)
  }))

  it('fail with one line and without the password when the database cannot be reached', async () => {
    const failed = await run(process.execPath, ['scripts/migrate.ts'], {
      cwd: root,
      env: { NUXT_DATABASE_URL: 'postgres://someone:a-secret@127.0.0.1:9/nowhere' },
    }).catch((error: { code: number, stderr: string }) => error)
    expect(failed).toMatchObject({ code: 1 })
    expect(failed.stderr).toMatch(/^Not migrated: .*ECONNREFUSED.*\n$/)
    expect(failed.stderr).not.toContain('a-secret')
  })

  it('stand for the schema as the code has it', async () => {
    const folder = await makeTemporaryFolder()
    await cp(resolve(root, 'server/database/migrations'), folder, { recursive: true })
    const { stdout } = await run(process.execPath, [
      resolve(root, 'node_modules/drizzle-kit/bin.cjs'), 'generate', '--dialect', 'postgresql',
      '--schema', resolve(root, 'server/database/schema/index.ts'), '--out', '.', // drizzle-kit takes it as relative, whatever it is
    ], { cwd: folder })
    expect(stdout).toContain('No schema changes')
  })
})
