import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { ensureBaseImage } from '../check-image/base-image.ts'
import { ensureBuildah } from '../check-image/buildah.ts'
import type { Pipeline, Step, Task } from './documents.ts'
import { readPipelines, readTasks } from './documents.ts'
import { buildImage, unpackImage } from './image.ts'
import type { LoadedSite } from './loaded-site.ts'
import { startLoadedSite } from './loaded-site.ts'
import { coreSteps, nameOf } from './plan.ts'
import { checkReport } from './report.ts'
import { runTask } from './run-task.ts'
import type { PipelineTree } from './tree.ts'
import { checkLeft, layOut } from './workspace.ts'

const run = promisify(execFile)
/** The number of a first release. */
const VERSION = '0.0.1'
/** What was put last, in the place of a registry. */
const PUSHED = 'pushed.tar'
const REVISION = '0123456789abcdef0123456789abcdef01234567'
/** What an image is put under beside the tag of its resource. */
const additionalTags: Readonly<Record<string, string>> = { 'candidate-image': REVISION, 'docker-image': VERSION }

/** Enough to see that a task does what it says; what the tests themselves say is for `npm test`. */
const shortened: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // As the plan has it in the job after `verify`, so that it need not be built twice.
  'concourse/tasks/build.yaml': { VERSION, REVISION },
  'concourse/tasks/verify.yaml': { TESTS: 'tests/unit/shared/format-date.test.ts' },
  'concourse/tasks/integration.yaml': { TESTS: 'tests/integration/server/health.test.ts' },
  'concourse/tasks/e2e.yaml': { TESTS: 'tests/e2e/served-html.test.ts' },
}

export interface RehearsalOptions {
  /** Of the files. */
  root: string
  /** All tests, not one file of each kind. */
  full: boolean
  onStep: (line: string) => void
}

/** What the jobs run in. */
interface Stage extends RehearsalOptions {
  tasks: ReadonlyMap<string, Task>
  checkout: string
  npmCache: string
  folder: string
  /** Outputs of the tasks that have run, by task and parameters: none is run twice with the same. */
  done: Map<string, ReadonlyMap<string, string>>
  site?: LoadedSite
}

/** What the steps of a job have left so far: folders, and values. */
interface Build { artifacts: Map<string, string>, vars: Map<string, string> }

/**
 * Runs the pipelines' jobs here, step by step: for git a copy of what would be committed, for semver a number, the tasks as they are, the image by
 * Buildah. What is put is looked at, and goes nowhere.
 *
 * @throws with the step, and the last of what it printed
 */
export async function rehearse(tree: PipelineTree, options: RehearsalOptions): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) throw new Error('The tasks run in an image, which needs Linux and root; --static judges the files alone')
  await ensureBuildah(options.onStep)
  await ensureBaseImage(options.onStep)
  const folder = mkdtempSync(join(tmpdir(), 'kuberocks-pipelines-'))
  try {
    const checkout = resolve(folder, 'checkout')
    await copyCheckout(options.root, checkout)
    const { stdout } = await run('npm', ['config', 'get', 'cache'])
    const stage: Stage = { ...options, tasks: new Map(readTasks(tree).map(task => [task.file, task])), checkout, npmCache: stdout.trim(), folder, done: new Map() }
    const [app, loadtest] = ['app', 'loadtest'].map(name => readPipelines(tree).find(pipeline => pipeline.name === name))
    const left = await runPipeline(app, stage)
    const site = await startLoadedSite({ site: left.get('site') ?? '', folder, onStep: options.onStep })
    try {
      await runPipeline(loadtest, { ...stage, site })
      const requests = await site.countRequests()
      if (requests === 0) throw new Error('Prometheus was told of no request of the load tests')
      options.onStep(`Prometheus was told of ${requests} requests`)
    }
    finally {
      await site.stop()
    }
  }
  finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What git would hand out: no packages, no builds. */
async function copyCheckout(root: string, checkout: string): Promise<void> {
  mkdirSync(resolve(checkout, '.git'), { recursive: true })
  await run('sh', ['-ec', 'git ls-files -z --cached --others --exclude-standard --deduplicate | xargs -0 cp --parents --no-dereference --target-directory "$1"', 'sh', checkout], { cwd: root })
  writeFileSync(resolve(checkout, '.git/ref'), `${REVISION}\n`)
}

/** @returns folders of what its jobs have left, by name */
async function runPipeline(pipeline: Pipeline | undefined, stage: Stage): Promise<Map<string, string>> {
  if (!pipeline) throw new Error('a pipeline is missing')
  const left = new Map<string, string>()
  for (const { name, plan } of pipeline.jobs) {
    const build: Build = { artifacts: new Map(), vars: new Map() }
    for (const step of coreSteps(plan)) {
      const begun = performance.now()
      await runStep(step, pipeline, build, stage)
      stage.onStep(`${pipeline.name}/${name}: ${nameOf(step)}, ${((performance.now() - begun) / 1000).toFixed(1)} s`)
    }
    for (const [artifact, place] of build.artifacts) left.set(artifact, place)
  }
  return left
}

async function runStep(step: Step, pipeline: Pipeline, build: Build, stage: Stage): Promise<void> {
  const fileOf = (path: string) => resolve(build.artifacts.get(path.split('/')[0] ?? '') ?? '', path.split('/').slice(1).join('/'))
  const read = (path: unknown) => readFileSync(fileOf(String(path)), 'utf8').trim()
  const { type, source } = pipeline.resources.find(({ name }) => name === (step.resource ?? step.get ?? step.put)) ?? {}
  if (step.get !== undefined) build.artifacts.set(step.get, await play(type, step, stage))
  else if (step.load_var !== undefined) build.vars.set(step.load_var, read(step.file))
  else if (step.task !== undefined) await runTaskStep(step, build, stage)
  else if (step.put !== undefined && type === 'semver') build.artifacts.set(step.put, await play(type, step, stage))
  else if (step.put !== undefined && type === 'registry-image') {
    assertTags(step.put, read(step.params.additional_tags))
    copyFileSync(fileOf(String(step.params.image)), resolve(stage.folder, PUSHED))
  }
  else if (step.put !== undefined && type === 's3') await checkReport(fileOf(String(step.params.file)), String(source?.regexp))
  else throw new Error(`${pipeline.file}: a step that cannot be played here`)
}

/** A folder with what the resource would hand out. */
async function play(type: string | undefined, { params }: Step, { checkout, folder }: Stage): Promise<string> {
  if (type === 'git') return checkout
  const place = mkdtempSync(join(folder, 'resource-'))
  if (type === 'semver') writeFileSync(resolve(place, 'version'), VERSION)
  if (type === 'registry-image' && params.format === 'oci') copyFileSync(resolve(folder, PUSHED), resolve(place, 'image.tar'))
  else if (type === 'registry-image') await unpackImage(resolve(folder, PUSHED), resolve(place, 'rootfs'))
  return place
}

function assertTags(resource: string, tags: string): void {
  if (tags !== additionalTags[resource]) throw new Error(`${resource} is put as "${tags}", expected ${additionalTags[resource]}`)
}

async function runTaskStep(step: Step, { artifacts, vars }: Build, stage: Stage): Promise<void> {
  const { tasks, done, full, site } = stage
  const task = tasks.get(step.file?.split('/').slice(1).join('/') ?? '')
  if (!task) throw new Error(`${step.file} is no task`)
  const given = new Map(task.inputs.flatMap(({ name }) => {
    const place = artifacts.get(step.input_mapping[name] ?? name)
    return place === undefined ? [] : [[name, place] as const]
  }))
  const params: Record<string, string> = {}
  for (const [name, value] of Object.entries({ ...task.params, ...full ? {} : shortened[task.file], ...step.params })) {
    params[name] = String(value ?? '').replaceAll(/\(\(\.:([\w-]+)\)\)/g, (whole, local: string) => vars.get(local) ?? whole)
  }
  Object.assign(params, site && { API_URL: site.apiUrl, PROMETHEUS_URL: site.prometheusUrl, PROFILE: 'smoke', K6_VUS: '2', K6_DURATION: '3s' })

  const key = `${task.file} ${JSON.stringify(params)}`
  const outputs = done.get(key) ?? await runTaskOnce(task, given, params, stage)
  done.set(key, outputs)
  for (const [name, place] of outputs) artifacts.set(step.output_mapping[name] ?? name, place)
}

/** @returns folders of what it has left, by its own names */
async function runTaskOnce(task: Task, given: ReadonlyMap<string, string>, params: Readonly<Record<string, string>>, { npmCache, folder, site }: Stage): Promise<Map<string, string>> {
  const workspace = await layOut(task, given)
  try {
    if (task.run.path === 'build') await buildImage(workspace.folder, params)
    else await runTask({ task, folder: workspace.folder, params, npmCache, programs: site ? [site.programs] : [] })
    checkLeft(task, workspace)
    const left = new Map<string, string>()
    for (const [name, place] of workspace.outputs) {
      const kept = mkdtempSync(join(folder, `${name}-`))
      await run('cp', ['-R', `${place}/.`, kept])
      left.set(name, kept)
    }
    return left
  }
  finally {
    await workspace.remove()
  }
}
