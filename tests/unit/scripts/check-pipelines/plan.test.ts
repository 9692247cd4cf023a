import { describe, expect, it } from 'vitest'
import type { Step } from '../../../../scripts/check-pipelines/documents.ts'
import { coreSteps, followPlan } from '../../../../scripts/check-pipelines/plan.ts'

const step = (given: Partial<Step>): Step => ({ no_get: false, passed: [], trigger: false, params: {}, input_mapping: {}, output_mapping: {}, ...given })
const get = (name: string, given: Partial<Step> = {}) => step({ get: name, ...given })

const plan = [
  step({ in_parallel: [get('a'), step({ do: [get('b'), get('c')] })] }),
  get('d', { ensure: get('e'), on_failure: get('f') }),
  step({ try: get('g') }),
]

describe('a plan', () => {
  it('gives each step what those before it have left, and what a hook leaves to nobody', () => {
    const seen: Record<string, string[]> = {}
    followPlan(plan, 'plan', ({ get: name = '' }, _place, { artifacts }) => {
      seen[name] = [...artifacts].sort()
      return { artifacts: [name] }
    })
    expect(seen).toEqual({ a: [], b: [], c: ['b'], d: ['a', 'b', 'c'], e: ['a', 'b', 'c', 'd'], f: ['a', 'b', 'c', 'd'], g: ['a', 'b', 'c', 'd'] })
  })

  it('is gone through with the hooks that run when all goes well', () => {
    expect([...coreSteps(plan)].map(({ get: name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e', 'g'])
  })
})
