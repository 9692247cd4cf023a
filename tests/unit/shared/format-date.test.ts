import { afterEach, describe, expect, it, vi } from 'vitest'
import { formatDay } from '../../../shared/utils/format-date'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.resetModules()
})

describe('a day', () => {
  it('is written in English', () => {
    expect(formatDay('2026-03-09T12:00:00.000Z')).toBe('Mar 9, 2026')
  })

  it('is the day in UTC, to the last second', () => {
    expect(formatDay('2026-03-09T23:59:59.999Z')).toBe('Mar 9, 2026')
    expect(formatDay('2026-03-10T00:00:00.000Z')).toBe('Mar 10, 2026')
  })

  it.each(['Pacific/Auckland', 'America/New_York'])('is the day in UTC on a machine in %s', async (zone) => {
    vi.stubEnv('TZ', zone)
    vi.resetModules()
    const { formatDay } = await import('../../../shared/utils/format-date')
    expect(new Date('2026-03-09T23:59:59.999Z').getHours()).not.toBe(23)
    expect(formatDay('2026-03-09T00:00:00.000Z')).toBe('Mar 9, 2026')
    expect(formatDay('2026-03-09T23:59:59.999Z')).toBe('Mar 9, 2026')
  })

  it('is left as it is when it is no time', () => {
    expect(formatDay('soon')).toBe('soon')
  })
})
