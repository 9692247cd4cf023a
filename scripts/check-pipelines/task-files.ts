import { z } from 'zod'
import type { Fault } from '../check-deploy/fault.ts'
import type { Task } from './documents.ts'
import { readDocument } from './documents.ts'
import type { PipelineTree } from './tree.ts'
import { textOf } from './tree.ts'

const packageSchema = z.object({ devDependencies: z.record(z.string(), z.string()) })
const BUILDER = 'concourse/oci-build-task'

/** Where the scripts of the tasks are, from the folder that a task runs in. */
const CHECKOUT = 'source-code/'

/** The image of each task, and the script that it runs. */
export function checkTaskFiles(tree: PipelineTree, tasks: readonly Task[]): Fault[] {
  const { devDependencies } = readDocument('package.json', textOf(tree, 'package.json'), packageSchema)
  const expected = expectedImages(tree, devDependencies)
  const scripts = [...tree.texts.keys()].filter(file => file.startsWith('concourse/tasks/') && file.endsWith('.sh'))
  const run = new Set(tasks.flatMap(({ run: { path } }) => path.startsWith(CHECKOUT) ? [path.slice(CHECKOUT.length)] : []))
  return [
    ...tasks.flatMap(task => [...checkImage(task, expected), ...checkScript(task, tree), ...checkFolders(task)]),
    ...checkBase(tree, tasks, `docker.io/library/node:${devDependencies.node}-bookworm-slim`),
    ...scripts.filter(file => !run.has(file)).map(file => ({ file, field: 'file', message: 'no task runs it' })),
  ]
}

/** The tag of each image; undefined: any version, as it depends on nothing here. */
function expectedImages(tree: PipelineTree, devDependencies: Readonly<Record<string, string>>): Map<string, string | undefined> {
  const k6 = /^\s*go\.k6\.io\/k6\/v2 v(\S+)/m.exec(textOf(tree, 'tools/k6/go.mod'))?.[1]
  return new Map([
    ['node', `${devDependencies.node}-bookworm-slim`],
    ['mcr.microsoft.com/playwright', `v${devDependencies['@playwright/test']}-noble`],
    ['grafana/k6', k6],
    [BUILDER, undefined],
  ])
}

/** What the site runs on is what it was built and tested with. */
function checkBase(tree: PipelineTree, tasks: readonly Task[], wanted: string): Fault[] {
  const fault = (file: string, field: string, base: unknown) => base === wanted ? [] : [{ file, field, message: `is ${JSON.stringify(base)}, expected "${wanted}", as the project has it` }]
  return [
    ...fault('Dockerfile', 'ARG NODE_IMAGE', /^ARG NODE_IMAGE=(.*)$/m.exec(textOf(tree, 'Dockerfile'))?.[1]),
    ...tasks.filter(({ image_resource: { source } }) => source.repository === BUILDER)
      .flatMap(({ file, params }) => fault(file, 'params.BUILD_ARG_NODE_IMAGE', params.BUILD_ARG_NODE_IMAGE)),
  ]
}

function checkImage({ file, image_resource: { type, source } }: Task, expected: ReadonlyMap<string, string | undefined>): Fault[] {
  const { repository, tag } = source
  const field = 'image_resource.source'
  if (type !== 'registry-image') return [{ file, field: 'image_resource.type', message: 'expected registry-image' }]
  if (typeof repository !== 'string' || !expected.has(repository)) return [{ file, field: `${field}.repository`, message: `expected one of ${[...expected.keys()].join(', ')}` }]
  const wanted = expected.get(repository)
  if (wanted === undefined ? typeof tag === 'string' && /^\d+\.\d+\.\d+$/.test(tag) : tag === wanted) return []
  return [{ file, field: `${field}.tag`, message: `is ${JSON.stringify(tag)}, expected ${wanted === undefined ? 'a whole version' : `"${wanted}", as the project has it`}` }]
}

function checkScript({ file, inputs, run: { path } }: Task, { texts, executables }: PipelineTree): Fault[] {
  const fault = (message: string) => [{ file, field: 'run.path', message }]
  // A program of the image.
  if (!path.includes('/')) return []
  const input = inputs.find(({ name, path: folder = name }) => path.startsWith(`${folder}/`))
  if (!input) return fault(`no input holds ${path}`)
  const script = path.slice((input.path ?? input.name).length + 1)
  if (!texts.has(script)) return fault(`there is no ${script}`)
  if (!executables.has(script)) return fault(`${script} is not executable`)
  if (!/^set -eu/m.test(texts.get(script) ?? '')) return fault(`${script} goes on after a command that fails, expected set -eu`)
  return []
}

/** Concourse mounts each at its path: two at one place hide each other. */
function checkFolders({ file, inputs, outputs, caches }: Task): Fault[] {
  const folders = [...inputs, ...outputs].map(({ name, path = name }) => path).concat(caches.map(({ path }) => path))
  return [
    ...folders.filter((folder, index) => folders.indexOf(folder) !== index).map(folder => ({ file, field: folder, message: 'there are two at this place' })),
    ...caches.filter(({ path }) => path.startsWith('/') || path.split('/').includes('..')).map(({ path }) => ({ file, field: `caches ${path}`, message: 'expected a place below the folder that the task runs in' })),
  ]
}
