import { resolve } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { profileNames } from '../../loadtest/profiles.ts'
import { runCommand, runLoadTest } from './support/commands.ts'

const browse = resolve(import.meta.dirname, '../../loadtest/browse.ts')

describe('npm run loadtest -- browse --profile smoke', () => {
  it('reads pages and API as readers do, without a failure and without a visit that could not begin', async () => {
    const { code, stdout, stderr } = await runLoadTest(['browse', '--profile', 'smoke', '--url', inject('siteUrl'), '--metrics-url', inject('metricsUrl')])
    expect(stderr).toBe('')
    expect(stdout).toMatch(/checks_failed\.*: 0\.00%/)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^failed +0$/m)
    // Nothing is published meanwhile.
    expect(stdout).toMatch(/not_modified\.*: 100\.00%/)
    expect(stdout).toMatch(/^dropped iterations +0$/m)
    // Two a second for ten seconds.
    expect(stdout).toMatch(/^iterations +2[01]$/m)
  })
})

describe('the profiles', () => {
  it.each(profileNames)('of %s is one that k6 takes', async (profile) => {
    const { code, stdout } = await runCommand(inject('k6'), ['inspect', '--execution-requirements', browse], { PROFILE: profile })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ scenarios: { browse: { executor: expect.stringMatching(/arrival-rate$/) } }, thresholds: { dropped_iterations: expect.anything() } })
  })

  it('are named where k6 is asked for another one', async () => {
    const { code, stderr } = await runCommand(inject('k6'), ['run', browse], { PROFILE: 'huge' })
    expect(code).not.toBe(0)
    expect(stderr).toContain(`There is no profile \\"huge\\", expected one of ${profileNames.join(', ')}`)
  })

  it('are not overridden by K6_VUS or K6_DURATION', async () => {
    for (const variable of ['K6_VUS', 'K6_DURATION']) {
      const { code, stderr } = await runCommand(inject('k6'), ['run', browse], { PROFILE: 'smoke', [variable]: variable === 'K6_VUS' ? '3' : '3s' })
      expect(code).not.toBe(0)
      expect(stderr).toContain(`${variable} clashes with profile smoke`)
    }
  })
})
