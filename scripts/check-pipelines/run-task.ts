import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { BASE_IMAGE } from '../check-image/base-image.ts'
import { buildah } from '../check-image/buildah.ts'
import type { Task } from './documents.ts'

const run = promisify(execFile)
const TASK_FOLDER = '/tmp/build/task'
const SHOWN_LINES = 30
/** k6's word for a threshold that did not hold: the task has done its work, and how fast this machine is is no test. */
const THRESHOLD_FAILED = 99

export interface TaskRun {
  task: Task
  /** Where its inputs are laid out. */
  folder: string
  params: Readonly<Record<string, string>>
  /** What a worker keeps from one run to the next; all caches of ours are npm's. */
  npmCache: string
  /** Folders of programs that the task's image has and this machine may lack. */
  programs: readonly string[]
}

/**
 * Runs the script of a task to its end: in the image that stands in for Node's; on this machine, where another is asked for.
 *
 * @throws with the last of what it printed, when it fails
 */
export async function runTask(taskRun: TaskRun): Promise<void> {
  const { task } = taskRun
  const begun = task.image_resource.source.repository === 'node' ? runInImage(taskRun) : runHere(taskRun)
  await begun.catch((error: unknown) => {
    throw new Error(`${task.file} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  })
}

async function runInImage({ task, folder, params, npmCache }: TaskRun): Promise<void> {
  const container = await buildah('from', '--pull-never', BASE_IMAGE)
  try {
    mkdirSync(npmCache, { recursive: true })
    const volumes = [[folder, TASK_FOLDER], ...task.caches.map(({ path }) => [npmCache, `${TASK_FOLDER}/${path}`])].flatMap(pair => ['--volume', pair.join(':')])
    const variables = Object.entries(params).flatMap(([name, value]) => ['--env', `${name}=${value}`])
    await buildah('run', '--isolation', 'chroot', '--network', 'host', ...volumes, ...variables, '--workingdir', TASK_FOLDER, container, task.run.path, ...task.run.args)
  }
  finally {
    await buildah('rm', container)
  }
}

async function runHere({ task, folder, params, npmCache, programs }: TaskRun): Promise<void> {
  const path = (process.env.PATH ?? '').split(delimiter).filter(place => !place.includes('node_modules'))
  // Nothing of the npm that runs this.
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE)/i.test(name)))
  const env = { ...inherited, ...params, PATH: [...programs, ...path].join(delimiter) }
  // As a worker would keep it: below the task's folder, and full from the second run on.
  for (const { path: cache } of task.caches) await run('sh', ['-c', 'mkdir -p "$2" && rmdir "$1" && ln -s "$2" "$1"', 'sh', resolve(folder, cache), npmCache])
  await run(resolve(folder, task.run.path), task.run.args, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 }).then(() => {}, (error: { stdout?: string, stderr?: string, code?: unknown }) => {
    if (error.code === THRESHOLD_FAILED && task.image_resource.source.repository === 'grafana/k6') return
    throw new Error(`exit ${String(error.code)}\n${`${error.stdout ?? ''}${error.stderr ?? ''}`.trim().split('\n').slice(-SHOWN_LINES).join('\n')}`)
  })
}
