import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { onceAMinute } from '../../../../server/tracing/exporter.ts'

describe('warnings of traces', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('are one a minute', () => {
    const said: string[] = []
    const warn = onceAMinute(message => said.push(message))
    for (let second = 0; second < 125; second++) {
      warn(`after ${second} s`)
      vi.advanceTimersByTime(1000)
    }
    expect(said).toEqual(['after 0 s', 'after 60 s', 'after 120 s'])
  })
})
