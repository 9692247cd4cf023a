import { writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { describeFault } from '../../../scripts/check-deploy/fault.ts'
import type { Advisory } from '../../../scripts/check-supply/advisories.ts'
import { askAdvisories, judgeAdvisories, readExceptions } from '../../../scripts/check-supply/advisories.ts'
import { checkInStep } from '../../../scripts/check-supply/installation.ts'
import { checkLicenses, readLicenseRules } from '../../../scripts/check-supply/licenses.ts'
import type { Lock, LockedPackage, Manifest } from '../../../scripts/check-supply/lock-file.ts'
import { checkLock, readPackages } from '../../../scripts/check-supply/lock-file.ts'
import { renderPage } from '../../../scripts/check-supply/page.ts'
import { checkReviews, readReviews } from '../../../scripts/check-supply/reviews.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'

const root = resolve(import.meta.dirname, '../../..')

/** The project's own files with one entry of the lock file changed. */
function changedLock(place: string, change: Partial<LockedPackage['entry']>): { manifest: Manifest, lock: Lock } {
  const { manifest, lock } = readPackages(root)
  const entry = lock.packages[place]
  if (!entry) throw new Error(`The lock file has no ${place}`)
  return { manifest, lock: { ...lock, packages: { ...lock.packages, [place]: { ...entry, ...change } } } }
}

describe('the lock file', () => {
  it('of the project has no fault', () => {
    expect(checkLock(readPackages(root)).map(describeFault)).toEqual([])
  })

  it.each<[string, string, Partial<LockedPackage['entry']>, string]>([
    ['an address', 'node_modules/zod', { resolved: 'https://registry.example/zod.tgz' }, 'comes from https://registry.example/zod.tgz'],
    ['a package without a checksum', 'node_modules/zod', { integrity: undefined }, 'has no integrity'],
    ['a script on installation that nobody allowed', 'node_modules/zod', { hasInstallScript: true }, 'runs a script on installation'],
    ['a script that is allowed to nobody', 'node_modules/@scarf/scarf', { hasInstallScript: false }, 'no such package has a script'],
    ['a dependency out of Git', 'node_modules/nuxt', { dependencies: { left: 'github:somebody/left' } }, 'takes left from github:somebody/left'],
    ['a dependency out of an archive', 'node_modules/nuxt', { optionalDependencies: { left: 'https://somebody.example/left.tgz' } }, 'takes left from https://somebody.example'],
  ])('is refused with %s', (_what, place, change, message) => {
    expect(checkLock(changedLock(place, change)).map(describeFault).join('\n')).toContain(message)
  })

  it('is refused beside a version that is not exact', () => {
    const { manifest, lock } = readPackages(root)
    const loose = { ...manifest, dependencies: { ...manifest.dependencies, zod: '^4.6.7' } }
    expect(checkLock({ manifest: loose, lock }).map(describeFault)).toEqual(['package.json: zod: "^4.6.7" is no exact version'])
  })
})

describe('licences', () => {
  const rules = readLicenseRules(root)

  it('of the project are allowed', () => {
    expect(checkLicenses(readPackages(root).lock, rules).map(describeFault)).toEqual([])
  })

  it.each<[string, Partial<LockedPackage['entry']>, string]>([
    ['one that is not allowed', { license: 'GPL-3.0-only' }, 'is under GPL-3.0-only'],
    ['two that hold together, one of them not allowed', { license: '(MIT AND GPL-3.0-only)' }, 'is under (MIT AND GPL-3.0-only)'],
    ['none', { license: undefined }, 'names no licence'],
    ['words', { license: 'SEE LICENSE IN LICENSE.md' }, 'is under SEE LICENSE IN'],
  ])('are refused with %s', (_what, change, message) => {
    expect(checkLicenses(changedLock('node_modules/zod', change).lock, rules).map(describeFault).join('\n')).toContain(`package-lock.json: node_modules/zod: ${message}`)
  })

  it('may be one of several to choose from', () => {
    expect(checkLicenses(changedLock('node_modules/zod', { license: '(GPL-3.0-only OR MIT)' }).lock, rules)).toEqual([])
  })

  it('of tools alone are not looked at', () => {
    expect(checkLicenses(changedLock('node_modules/zod', { license: 'GPL-3.0-only', dev: true }).lock, rules)).toEqual([])
  })

  it('are refused with a copy that nobody holds, or that is not allowed', () => {
    const vendored = [{ package: 'left', in: 'nobody', license: 'MIT', reason: 'none' }, { package: 'right', in: 'zod', license: 'GPL-3.0-only', reason: 'none' }]
    expect(checkLicenses(readPackages(root).lock, { ...rules, vendored }).map(({ field }) => field)).toEqual(['vendored left', 'vendored right'])
  })

  it('are refused with an exception for nobody', () => {
    const exceptions = [...rules.exceptions, { package: 'zod', license: 'MIT', reason: 'none' }]
    expect(checkLicenses(readPackages(root).lock, { ...rules, exceptions }).map(describeFault)).toEqual(['tools/supply/licenses.json: exceptions zod: is needed by no package any more'])
  })
})

describe('advisories', () => {
  const advisory: Advisory = { name: 'left', title: 'It reads too much', url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc', severity: 'high', range: '<2.0.0' }
  const exception = { advisory: 'GHSA-aaaa-bbbb-cccc', package: 'left', reason: 'never called', expires: '2026-12-31' }

  it('are faults when they are serious', () => {
    expect(judgeAdvisories([advisory, { ...advisory, severity: 'moderate', name: 'right' }], [], '2026-11-26').map(describeFault))
      .toEqual(['package-lock.json: left: high: It reads too much (GHSA-aaaa-bbbb-cccc, <2.0.0)'])
  })

  it('are passed over while an exception holds, on its last day too', () => {
    expect(judgeAdvisories([advisory], [exception], '2026-12-31')).toEqual([])
  })

  it.each([
    ['whose time is over', [advisory], '2027-01-01', 'ended on 2026-12-31'],
    ['whose time is over, whoever can tell', undefined, '2027-01-01', 'ended on 2026-12-31'],
    ['that no longer applies', [], '2026-11-26', 'no longer applies'],
    ['of another package', [{ ...advisory, name: 'right' }], '2026-11-26', 'right: high'],
  ])('are refused with an exception %s', (_what, advisories, today, message) => {
    expect(judgeAdvisories(advisories, [exception], today).map(describeFault).join('\n')).toContain(message)
  })

  it('have exceptions whose time is not over', () => {
    expect(judgeAdvisories(undefined, readExceptions(root), new Date().toISOString().slice(0, 10)).map(describeFault)).toEqual([])
  })
})

// npm itself is started, which takes a while on a busy machine.
describe('a folder with a package', { timeout: 60_000 }, () => {
  let folder = ''
  beforeEach(async () => {
    folder = await makeTemporaryFolder()
    await write('package.json', { name: 'shop', version: '1.0.0', dependencies: { left: '1.0.0' } })
    await write('package-lock.json', { name: 'shop', version: '1.0.0', lockfileVersion: 3, packages: {
      '': { name: 'shop', version: '1.0.0', dependencies: { left: '1.0.0' } },
      'node_modules/left': { version: '1.0.0', integrity: `sha512-${Buffer.alloc(64).toString('base64')}` },
    } })
  })
  const write = async (file: string, content: unknown) => await writeFile(join(folder, file), JSON.stringify(content))

  /** `npm audit` of the folder, by a registry that answers so. */
  async function askRegistry(status: number, advisories: unknown) {
    const server = createServer((request, response) => {
      const isQuestion = request.method === 'POST'
      response.writeHead(isQuestion ? status : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(isQuestion ? advisories : { 'name': 'left', 'dist-tags': { latest: '1.0.0' }, 'versions': { '1.0.0': { name: 'left', version: '1.0.0', dist: {} } } }))
    })
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    try {
      const { port } = server.address() as AddressInfo
      return await askAdvisories(folder, { npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: join(folder, 'cache') })
    }
    finally {
      server.close()
      server.closeAllConnections()
    }
  }

  it('is told what the registry knows against it', async () => {
    const url = 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc'
    const known = { left: [{ id: 1, url, title: 'It reads too much', severity: 'critical', vulnerable_versions: '<2.0.0', cwe: [], cvss: { score: 9 } }] }
    expect(await askRegistry(200, known)).toMatchObject({ value: [{ name: 'left', severity: 'critical', url }] })
    expect(await askRegistry(200, {})).toEqual({ value: [] })
  })

  it('is told when the registry does not know', async () => {
    expect(await askRegistry(405, {})).toEqual({ unanswered: expect.stringContaining('405') })
  })

  it('is refused when the two files differ', async () => {
    expect(await checkInStep(folder)).toEqual([])
    await write('package.json', { name: 'shop', version: '1.0.0', dependencies: { left: '2.0.0' } })
    expect((await checkInStep(folder)).map(describeFault).join('\n')).toBe('package-lock.json: packages: invalid: left@1.0.0 node_modules/left')
    await write('package.json', { name: 'shop', version: '1.0.0', dependencies: { left: '1.0.0', right: '1.0.0' } })
    expect((await checkInStep(folder)).map(describeFault).join('\n')).toBe('package-lock.json: packages: missing: right@1.0.0, required by shop@1.0.0')
  })
})

describe('docs/dependencies.md', () => {
  const reviews = readReviews(root)

  it('tells of each direct dependency in the version that is installed', () => {
    const { manifest } = readPackages(root)
    expect(checkReviews(manifest, reviews).map(describeFault)).toEqual([])
    const { vue: _gone, ...rest } = manifest.dependencies
    const changed = { ...manifest, dependencies: { ...rest, zod: '9.0.0', added: '1.0.0' }, overrides: { ...manifest.overrides, left: '1.0.0' } }
    expect(checkReviews(changed, reviews).map(describeFault).join('\n')).toMatch(/zod: tells of .* 9\.0\.0 is installed[\s\S]*added: nobody has written why[\s\S]*vue: is no direct dependency[\s\S]*overrides left: nobody/)
  })

  it('names licence, release and what a package brings along', () => {
    const page = renderPage({ ...readPackages(root), reviews, rules: readLicenseRules(root) })
    expect(page).toMatch(/^\| \[postgres\]\(https:\/\/github\.com\/porsager\/postgres\) \S+ \| \d{4}-\d\d-\d\d \| Unlicense \| 0 \| .+ \|$/m)
    const brought = Number(/^\| \[sanitize-html\].* \| (\d+) \| .+ \|$/m.exec(page)?.[1])
    expect(brought).toBeGreaterThan(5)
    expect(brought).toBeLessThan(50)
  })
})
