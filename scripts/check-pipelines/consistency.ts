import type { Fault } from '../check-deploy/fault.ts'
import { readPipelines, readTasks } from './documents.ts'
import { checkFlow } from './flow.ts'
import { checkRelease } from './release.ts'
import { checkResources } from './resource-types.ts'
import { checkTaskFiles } from './task-files.ts'
import type { PipelineTree } from './tree.ts'
import { checkVars } from './vars.ts'

/**
 * What fly does not look at: whether pipelines, tasks, scripts and variables agree with each other, with the project's versions and with what
 * Flux waits for.
 *
 * @throws one line that names the file, when it is no YAML, no pipeline or no task
 */
export function checkPipelineConsistency(tree: PipelineTree): Fault[] {
  const pipelines = readPipelines(tree)
  const tasks = readTasks(tree)
  return [
    ...checkVars(tree),
    ...checkResources(pipelines),
    ...checkTaskFiles(tree, tasks),
    ...checkFlow(tree, pipelines, tasks),
    ...checkRelease(tree, pipelines),
  ]
}
