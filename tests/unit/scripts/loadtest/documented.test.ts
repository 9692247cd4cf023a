import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { profileNames } from '../../../../loadtest/profiles.ts'
import { pinnedVersion } from '../../../../scripts/loadtest/k6.ts'
import { prometheusArguments } from '../../../../scripts/loadtest/prometheus.ts'

const root = resolve(import.meta.dirname, '../../../..')
const text = readFileSync(resolve(root, 'docs/loadtest.md'), 'utf8')

describe('docs/loadtest.md', () => {
  it('starts Prometheus as the check does', () => {
    const command = prometheusArguments({ config: 'loadtest/prometheus.yml', data: '.data/prometheus', port: 9090 }).join(' ')
    expect(text).toContain(`\nprometheus ${command}\n`)
  })

  it('names every profile, and the version of k6', () => {
    const named = [...text.matchAll(/^\| `([a-z]+)` \|/gm)].map(([, name]) => name)
    expect(named).toEqual(profileNames)
    expect(text).toContain(`k6 ${pinnedVersion().slice(1)}`)
  })
})
