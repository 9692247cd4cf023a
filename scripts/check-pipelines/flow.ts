import type { Fault } from '../check-deploy/fault.ts'
import type { Pipeline, Step, Task } from './documents.ts'
import type { Scope, Yield } from './plan.ts'
import { followPlan } from './plan.ts'
import { pathsOf } from './resource-types.ts'
import type { PipelineTree } from './tree.ts'

/** As Go reads it, https://pkg.go.dev/time#ParseDuration; fly hands that of a get, put or task on unread. */
const duration = /^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/

/** What a step is judged by. */
interface Context {
  pipeline: Pipeline
  tree: PipelineTree
  tasks: ReadonlyMap<string, Task>
  /** Resources that are this project's own repository: a path in them is one here. */
  checkouts: ReadonlySet<string>
  fault: (field: string, message: string) => void
}

/** What goes from step to step, of which fly knows nothing: artifacts, files of the repository, parameters and loaded variables. */
export function checkFlow(tree: PipelineTree, pipelines: readonly Pipeline[], tasks: readonly Task[]): Fault[] {
  return pipelines.flatMap((pipeline) => {
    const faults: Fault[] = []
    const fault = (field: string, message: string) => faults.push({ file: pipeline.file, field, message })
    const checkouts = new Set(pipeline.resources.filter(({ type }) => type === 'git').map(({ name }) => name))
    const context = { pipeline, tree, checkouts, tasks: new Map(tasks.map(task => [task.file, task])), fault }
    for (const { name, plan } of pipeline.jobs) {
      followPlan(plan, `jobs.${name}.plan`, (step, place, scope) => {
        checkLocalVars(step, place, scope, fault)
        if (step.timeout !== undefined && !duration.test(step.timeout)) fault(`${place}.timeout`, `"${step.timeout}" is no duration, expected such as 1h30m`)
        return checkStep(step, place, scope, context)
      })
    }
    return faults
  })
}

function checkStep(step: Step, place: string, { artifacts }: Scope, context: Context): Yield {
  if (step.get !== undefined) return { artifacts: [step.get] }
  if (step.put !== undefined) {
    const type = context.pipeline.resources.find(({ name }) => name === (step.resource ?? step.put))?.type
    for (const name of pathsOf(type)) {
      const value = step.params[name]
      if (typeof value === 'string') checkPath(value, `${place}.params.${name}`, artifacts, context)
    }
    return { artifacts: step.no_get ? [] : [step.put] }
  }
  if (step.file !== undefined) checkPath(step.file, `${place}.file`, artifacts, context)
  if (step.load_var !== undefined) return { vars: [step.load_var] }
  if (step.task !== undefined) return checkTask(step, place, artifacts, context)
  return {}
}

function checkPath(path: string, field: string, artifacts: ReadonlySet<string>, { checkouts, tree, fault }: Context): void {
  const [artifact = '', ...rest] = path.split('/')
  if (!artifacts.has(artifact)) fault(field, `nothing before it leaves "${artifact}"`)
  // What git adds to a checkout is not in the repository.
  else if (checkouts.has(artifact) && rest[0] !== '.git' && !tree.texts.has(rest.join('/'))) fault(field, `there is no ${rest.join('/')}`)
}

function checkTask(step: Step, place: string, artifacts: ReadonlySet<string>, { tasks, fault }: Context): Yield {
  const task = tasks.get(step.file?.split('/').slice(1).join('/') ?? '')
  if (!task) return {}
  for (const { name, optional } of task.inputs) {
    const artifact = step.input_mapping[name] ?? name
    if (!optional && !artifacts.has(artifact)) fault(place, `its input "${name}" is missing: nothing before it leaves "${artifact}"`)
  }
  if (step.image !== undefined && !artifacts.has(step.image)) fault(`${place}.image`, `nothing before it leaves "${step.image}"`)
  for (const [field, mapping, known] of [['input_mapping', step.input_mapping, task.inputs], ['output_mapping', step.output_mapping, task.outputs]] as const) {
    for (const name of Object.keys(mapping)) {
      if (!known.some(other => other.name === name)) fault(`${place}.${field}.${name}`, `${task.file} has none of this name`)
    }
  }
  for (const name of Object.keys(step.params)) {
    if (!(name in task.params)) fault(`${place}.params.${name}`, `${task.file} has no such parameter`)
  }
  for (const [name, value] of Object.entries(task.params)) {
    if (value === null && !(name in step.params)) fault(`${place}.params.${name}`, `missing, ${task.file} has no value for it`)
  }
  return { artifacts: task.outputs.map(({ name }) => step.output_mapping[name] ?? name) }
}

function checkLocalVars(step: Step, place: string, { vars }: Scope, fault: Context['fault']): void {
  for (const [name, value] of Object.entries(step.params)) {
    for (const [, local = ''] of typeof value === 'string' ? value.matchAll(/\(\(\.:([\w-]+)[^)]*\)\)/g) : []) {
      if (!vars.has(local)) fault(`${place}.params.${name}`, `no load_var before it loads "${local}"`)
    }
  }
}
