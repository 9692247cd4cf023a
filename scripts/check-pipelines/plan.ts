import type { Step } from './documents.ts'

/** What a step may use when it runs. */
export interface Scope {
  /** What was got, and what tasks have left, by name. */
  artifacts: ReadonlySet<string>
  /** What was loaded, for `((.:NAME))`. */
  vars: ReadonlySet<string>
}

/** What a step leaves behind. */
export interface Yield { artifacts?: readonly string[], vars?: readonly string[] }

/** Told of each step that does something, with its place and what it may use; says what it leaves behind. */
export type StepVisitor = (step: Step, place: string, scope: Scope) => Yield

const hooks = ['on_success', 'on_failure', 'on_error', 'on_abort', 'ensure'] as const

/**
 * Goes through a plan in the order in which Concourse does. Steps in parallel see what was there before them, not each other's.
 *
 * @param place of the plan, such as `jobs.release.plan`
 */
export function followPlan(plan: readonly Step[], place: string, visit: StepVisitor, scope: Scope = { artifacts: new Set(), vars: new Set() }): Scope {
  return plan.reduce((known, step, index) => followStep(step, `${place}[${index}]`, visit, known), scope)
}

function followStep(step: Step, place: string, visit: StepVisitor, before: Scope): Scope {
  const after = followCore(step, place, visit, before)
  // What a hook leaves is for itself: it need not have run.
  for (const hook of hooks) {
    const hooked = step[hook]
    if (hooked) followStep(hooked, `${place}.${hook}`, visit, after)
  }
  return after
}

function followCore(step: Step, place: string, visit: StepVisitor, before: Scope): Scope {
  if (step.in_parallel) {
    return step.in_parallel.map((other, index) => followStep(other, `${place}.in_parallel[${index}]`, visit, before)).reduce(merge, before)
  }
  if (step.do) return followPlan(step.do, `${place}.do`, visit, before)
  if (step.try) return followStep(step.try, `${place}.try`, visit, before)
  const { artifacts = [], vars = [] } = visit(step, `${place}.${nameOf(step)}`, before)
  return merge(before, { artifacts: new Set(artifacts), vars: new Set(vars) })
}

function merge(one: Scope, other: Scope): Scope {
  return { artifacts: one.artifacts.union(other.artifacts), vars: one.vars.union(other.vars) }
}

/** What a step does, such as `get(source-code)`. */
export function nameOf(step: Step): string {
  for (const kind of ['get', 'put', 'task', 'set_pipeline', 'load_var'] as const) {
    if (step[kind] !== undefined) return `${kind}(${step[kind]})`
  }
  return 'step'
}

/** The steps of a plan that do something when all goes well, hooks too, in their order; those in parallel one after another. */
export function* coreSteps(plan: readonly Step[]): Generator<Step> {
  for (const step of plan) {
    if (step.in_parallel) yield* coreSteps(step.in_parallel)
    else if (step.do) yield* coreSteps(step.do)
    else if (step.try) yield* coreSteps([step.try])
    else yield step
    for (const hook of [step.on_success, step.ensure]) {
      if (hook) yield* coreSteps([hook])
    }
  }
}
