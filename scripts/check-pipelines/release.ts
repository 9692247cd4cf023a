import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import type { Fault } from '../check-deploy/fault.ts'
import type { Pipeline, Step } from './documents.ts'
import { checkOrder } from './order.ts'
import { followPlan } from './plan.ts'
import type { PipelineTree } from './tree.ts'
import { textOf } from './tree.ts'
import { EXAMPLE, fillIn, readExample } from './vars.ts'

const APP = 'concourse/pipelines/app.yaml'
const MAIN = 'concourse/pipelines/main.yaml'

const repositorySchema = z.object({ spec: z.object({ image: z.string() }) })
const policySchema = z.object({ spec: z.object({ policy: z.object({ semver: z.object({ range: z.string() }) }) }) })
const updateSchema = z.object({ spec: z.object({
  git: z.object({ push: z.object({ branch: z.string() }) }),
  update: z.object({ path: z.string() }),
}) })
const gitSchema = z.object({ branch: z.string(), ignore_paths: z.array(z.string()).default([]) })
const versionSchema = z.object({ branch: z.string(), initial_version: z.string() })

/** Whether what is published reaches the cluster, and what the cluster commits does not come back as a new version. */
export function checkRelease(tree: PipelineTree, pipelines: readonly Pipeline[]): Fault[] {
  const app = pipelines.find(({ file }) => file === APP)
  if (!app) return [{ file: APP, field: 'file', message: 'missing' }]
  const faults: Fault[] = []
  const fault = (field: string, message: string, file = APP) => faults.push({ file, field, message })
  const example = readExample(tree)
  const flux = readFlux(tree)

  const source = sourceOf(app, 'git', gitSchema)
  const version = sourceOf(app, 'semver', versionSchema)
  for (const { name, type, source: { repository } } of app.resources) {
    const image = fillIn(String(repository), example)
    if (type === 'registry-image' && image !== flux.image) fault(`resources.${name}.source.repository`, `with ${EXAMPLE} it is ${image}, and Flux looks at ${flux.image}`)
  }
  if (source.branch !== flux.branch) fault('resources.source-code.source.branch', `is ${source.branch}, and Flux commits to ${flux.branch}`)
  if (!source.ignore_paths.some(path => `${flux.path}/`.startsWith(`${path.replace(/\/$/, '')}/`))) {
    fault('resources.source-code.source.ignore_paths', `expected ${flux.path}: Flux commits there, and each commit would make a version`)
  }
  if ([source.branch, flux.branch].includes(version.branch)) {
    fault('resources.version.source.branch', 'expected one of its own: each version would be a commit that makes the next')
  }
  if (!version.initial_version.startsWith(flux.range.replace(/x$/, ''))) fault('resources.version.source.initial_version', `Flux takes ${flux.range} alone`)
  faults.push(...checkOrder(app))
  checkBumps(app, fault)
  checkTags(app, fault)
  checkAddresses(tree, example, fault)
  return [...faults, ...checkMain(pipelines)]
}

function readFlux(tree: PipelineTree) {
  const read = <Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> => {
    const [document] = parseAllDocuments(textOf(tree, `k8s/image-automation/${name}.yaml`))
    return schema.parse(document?.toJS())
  }
  const { git, update } = read('update', updateSchema).spec
  return {
    image: read('repository', repositorySchema).spec.image,
    range: read('policy', policySchema).spec.policy.semver.range,
    branch: git.push.branch,
    path: update.path.replace(/^\.\/|\/$/g, ''),
  }
}

/** @throws one line that names what is missing */
function sourceOf<Schema extends z.ZodType>({ file, resources }: Pipeline, type: string, schema: Schema): z.output<Schema> {
  const resource = resources.find(other => other.type === type)
  if (!resource) throw new Error(`${file}: resources: there is no ${type}`)
  const parsed = schema.safeParse(resource.source)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(`${file}: resources.${resource.name}.source.${issue?.path.join('.')}: ${issue?.message}`)
}

/** Flux's range allows the last number to grow, and no other; two builds must not take the same one. */
function checkBumps({ jobs, resources }: Pipeline, fault: (field: string, message: string) => void): void {
  const isVersion = (name: string | undefined) => resources.some(resource => resource.name === name && resource.type === 'semver')
  for (const { name, plan, serial_groups: groups } of jobs) {
    const steps: [Step, string][] = []
    followPlan(plan, `jobs.${name}.plan`, (step, place) => {
      steps.push([step, place])
      return {}
    })
    for (const [step, place] of steps) {
      if (!isVersion(step.resource ?? step.get ?? step.put)) continue
      if ('bump' in step.params && step.params.bump !== 'patch') fault(`${place}.params.bump`, 'expected patch: Flux takes no other')
      if (step.put !== undefined && groups.length === 0) fault(`jobs.${name}.serial_groups`, 'expected one: two builds could take the same version')
    }
  }
}

/** The tag of a resource moves on, and a registry may delete an image with its last tag while a job still waits for it. */
function checkTags({ jobs, resources }: Pipeline, fault: (field: string, message: string) => void): void {
  for (const { name, plan } of jobs) {
    followPlan(plan, `jobs.${name}.plan`, (step, place) => {
      const isImage = step.put !== undefined && resources.some(({ name, type }) => name === (step.resource ?? step.put) && type === 'registry-image')
      if (isImage && !('additional_tags' in step.params)) fault(`${place}.params.additional_tags`, 'missing: the image must keep a tag when the next one takes this')
      return {}
    })
  }
}

/** What the example says of the cluster, and the cluster's own files. */
function checkAddresses(tree: PipelineTree, example: ReadonlyMap<string, string>, fault: (field: string, message: string, file: string) => void): void {
  const wanted = [
    ['git.url', `--url=${example.get('git.url')}/kuberocks/demo`, 'docs/kubernetes.md'],
    ['loadtest.url', `value: ${example.get('loadtest.url')}/api`, 'k8s/loadtest/job.yaml'],
    ['loadtest.prometheus-url', `value: ${example.get('loadtest.prometheus-url')}/api/v1/write`, 'k8s/loadtest/job.yaml'],
  ] as const
  for (const [name, text, file] of wanted) {
    if (!textOf(tree, file).includes(text)) fault(name, `${file} has another, expected "${text}" there`, EXAMPLE)
  }
}

/** Every pipeline of the folder is set, by its own name, and the one that sets them too. */
function checkMain(pipelines: readonly Pipeline[]): Fault[] {
  const set = new Map<string, string>()
  for (const { name, plan } of pipelines.find(({ file }) => file === MAIN)?.jobs ?? []) {
    followPlan(plan, `jobs.${name}.plan`, (step) => {
      if (step.set_pipeline !== undefined && step.file !== undefined) set.set(step.set_pipeline, step.file.split('/').slice(1).join('/'))
      return {}
    })
  }
  return pipelines.flatMap(({ file, name }) =>
    set.get(file === MAIN ? 'self' : name) === file ? [] : [{ file: MAIN, field: 'jobs', message: `no set_pipeline: ${file === MAIN ? 'self' : name} with ${file}` }])
}
