import type { Fault } from '../check-deploy/fault.ts'
import type { Pipeline } from './documents.ts'
import { coreSteps } from './plan.ts'

/**
 * Whether the jobs of the release follow each other as they stand in the file, each by itself, and none takes what the job before it has
 * not passed: fly takes any order, also one in which nothing is tested before it is published.
 */
export function checkOrder({ file, jobs }: Pipeline): Fault[] {
  return jobs.flatMap(({ name, plan }, index): Fault[] => {
    const before = jobs[index - 1]?.name
    const gets = [...coreSteps(plan)].filter(step => step.get !== undefined)
    const wanted = before === undefined ? 'none' : `[${before}]`
    const faults = gets.filter(({ passed }) => passed.join() !== (before ?? '')).map(step =>
      ({ file, field: `jobs.${name}.get(${step.get}).passed`, message: `is [${step.passed.join(', ')}], expected ${wanted}: the job before it` }))
    return gets.some(({ trigger }) => trigger) ? faults : [...faults, { file, field: `jobs.${name}.plan`, message: 'no get has trigger: true, so nothing starts it' }]
  })
}
