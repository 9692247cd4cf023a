import { describe, expect, it } from 'vitest'
import type { DatabaseEvent } from '../../../../../../server/database/balancer/hosts/observation.ts'
import { describeEvent } from '../../../../../../server/database/balancer/hosts/observation.ts'

const failure = { kind: 'lost', message: 'connect ECONNREFUSED' } as const

/** One of each: a new type without a line here is a type error. */
const events: { [Type in DatabaseEvent['type']]: Extract<DatabaseEvent, { type: Type }> } = {
  'host-admitted': { type: 'host-admitted', host: 'a:5432', use: 'reads' },
  'host-ejected': { type: 'host-ejected', host: 'a:5432', use: 'writes', failure },
  'host-down': { type: 'host-down', host: 'a:5432', failure },
  'host-up': { type: 'host-up', host: 'a:5432' },
  'host-joined': { type: 'host-joined', host: 'a:5432 (10.0.0.1)' },
  'host-left': { type: 'host-left', host: 'a:5432 (10.0.0.1)' },
  'resolver-failed': { type: 'resolver-failed', name: 'replicas', message: 'queryA ENOTFOUND' },
  'primary-changed': { type: 'primary-changed', host: 'a:5432', timeline: 3 },
  'primary-lost': { type: 'primary-lost', host: 'a:5432' },
  'split-brain': { type: 'split-brain', hosts: ['a:5432', 'b:5432'], followed: 'b:5432' },
}

describe('describeEvent', () => {
  it.each(Object.values(events))('says in one line who and what: $type', (event) => {
    const line = describeEvent(event)
    expect(line).toMatch(/^\S.*\S$/)
    for (const value of Object.values(event).flat()) {
      if (value === event.type) continue
      expect(line).toContain(typeof value === 'object' ? value.message : String(value))
    }
  })

  it('says different lines of different events', () => {
    const lines = Object.values(events).map(describeEvent)
    expect(new Set(lines).size).toBe(lines.length)
  })
})
