import { resolve } from 'node:path'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const eslint = new ESLint({ cwd: root })

/** The rules that complain of this code, were it in that file. */
async function complaints(file: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath: resolve(root, file) })
  return result?.messages.map(({ ruleId }) => ruleId).filter(rule => rule?.startsWith('no-restricted')) ?? []
}

describe('the directions of dependencies', () => {
  it.each([
    ['shared/utils/x.ts', 'import \'../../server/configuration\''],
    ['shared/schemas/x.ts', 'import \'~/components/site/SiteShell.vue\''],
    ['pages/x.ts', 'import \'~~/server/repositories/article\''],
    ['composables/x.ts', 'export { drizzle } from \'drizzle-orm/postgres-js\''],
    ['components/x.ts', 'import \'../composables/useArticle\''],
    ['components/x.ts', 'export const load = () => import(\'~/composables/useArticle\')'],
    ['server/api/x.get.ts', 'import \'postgres\''],
    ['server/api/x.get.ts', 'import \'../database/reader\''],
    ['server/api/x.get.ts', 'import \'~~/server/database/schema\''],
    ['server/tasks/x.ts', 'import \'drizzle-orm\''],
    ['server/plugins/x.ts', 'import \'../../pages/index.vue\''],
    ['server/repositories/x.ts', 'import \'h3\''],
    ['server/repositories/x.ts', 'import \'../database/instances\''],
    ['server/database/x.ts', 'import \'../repositories/article\''],
    ['server/database/balancer/x.ts', 'import \'../../utils/validation\''],
    ['server/database/balancer/driver/x.ts', 'import \'../heartbeats/heartbeat\''],
    ['server/database/balancer/heartbeats/x.ts', 'import \'../hosts/pooled-host\''],
    ['server/database/balancer/hosts/x.ts', 'export const load = () => import(\'../reads/read-fleet\')'],
    ['server/database/balancer/reads/x.ts', 'import \'../writes/write-route\''],
    ['server/database/balancer/writes/x.ts', 'import \'../reads/read-fleet\''],
    ['server/database/balancer/reads/x.ts', 'import \'../../instances\''],
    ['server/database/balancer/reads/x.ts', 'import \'../../../repositories/article\''],
    ['server/database/x.ts', 'import \'../../scripts/seed/index\''],
  ])('%s may not: %s', async (file, code) => {
    expect(await complaints(file, `${code}\n`)).toHaveLength(1)
  })

  it.each([
    ['shared/utils/x.ts', 'import \'../schemas/article\''],
    ['pages/x.ts', 'import \'#shared/schemas/article\''],
    ['server/api/x.get.ts', 'import \'../repositories/article\''],
    ['server/api/x.get.ts', 'import \'../database/instances\''],
    ['server/repositories/x.ts', 'import \'../database/schema\''],
    ['server/repositories/x.ts', 'import \'drizzle-orm\''],
    ['server/database/x.ts', 'import \'postgres\''],
    ['server/database/balancer/reads/x.ts', 'import \'../hosts/pooled-host\''],
    ['server/database/balancer/writes/x.ts', 'import \'../../errors.ts\''],
    ['scripts/x.ts', 'import \'../server/database/migrate\''],
  ])('%s may: %s', async (file, code) => {
    expect(await complaints(file, `${code}\n`)).toEqual([])
  })
}, 60_000)
