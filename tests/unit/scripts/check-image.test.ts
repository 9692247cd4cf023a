import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { unlistedPackages } from '../../../scripts/check-image/bill.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'

let app = ''
beforeEach(async () => {
  app = await makeTemporaryFolder()
  await mkdir(join(app, 'server/chunks'), { recursive: true })
})

const development = [{ name: 'cdx:npm:package:development', value: 'true' }]
async function write(components: unknown[], sources: string[]): Promise<void> {
  await writeFile(join(app, 'sbom.cdx.json'), JSON.stringify({ bomFormat: 'CycloneDX', components }))
  await writeFile(join(app, 'server/chunks/one.mjs.map'), JSON.stringify({ sources }))
}

describe('the image\'s list of what it was made of', () => {
  it('must name each package of the bundle', async () => {
    await write([{ name: 'postgres' }, { name: '@vue/shared' }], ['../../../node_modules/postgres/src/index.js', '../../../node_modules/vue/node_modules/@vue/shared/dist/a.js', '../../../server/own.ts'])
    expect(unlistedPackages(app, [])).toEqual([])
    await write([{ name: 'postgres' }], ['../../../node_modules/postgres/src/index.js', '../../../node_modules/vue/node_modules/@vue/shared/dist/a.js'])
    expect(unlistedPackages(app, [])).toEqual(['@vue/shared'])
    expect(unlistedPackages(app, ['@vue/shared'])).toEqual([])
  })

  it('must not have it as development\'s alone', async () => {
    await write([{ name: 'vitest', properties: development }], ['../../../node_modules/vitest/dist/a.js'])
    expect(unlistedPackages(app, [])).toEqual(['vitest'])
  })

  it('is nothing to go by where no source map names a package', async () => {
    await write([{ name: 'postgres' }], ['../../../server/own.ts'])
    expect(() => unlistedPackages(app, [])).toThrow('No source map')
  })
})
