import { parse } from 'yaml'
import { z } from 'zod'
import type { PipelineTree } from './tree.ts'

const params = z.record(z.string(), z.unknown())
const mapping = z.record(z.string(), z.string()).default({})

/** A step, as far as the checks look at it: its schema is fly's business, https://concourse-ci.org/docs/steps/. */
export interface Step {
  get?: string | undefined
  put?: string | undefined
  resource?: string | undefined
  task?: string | undefined
  set_pipeline?: string | undefined
  load_var?: string | undefined
  file?: string | undefined
  image?: string | undefined
  timeout?: string | undefined
  no_get: boolean
  passed: string[]
  trigger: boolean
  params: Record<string, unknown>
  input_mapping: Record<string, string>
  output_mapping: Record<string, string>
  in_parallel?: Step[] | undefined
  do?: Step[] | undefined
  try?: Step | undefined
  on_success?: Step | undefined
  on_failure?: Step | undefined
  on_error?: Step | undefined
  on_abort?: Step | undefined
  ensure?: Step | undefined
}

const nested = z.lazy(() => stepSchema).optional()
const nestedList = z.lazy(() => z.array(stepSchema))
const stepSchema: z.ZodType<Step> = z.object({
  get: z.string().optional(),
  put: z.string().optional(),
  resource: z.string().optional(),
  task: z.string().optional(),
  set_pipeline: z.string().optional(),
  load_var: z.string().optional(),
  file: z.string().optional(),
  image: z.string().optional(),
  timeout: z.string().optional(),
  no_get: z.boolean().default(false),
  passed: z.array(z.string()).default([]),
  trigger: z.boolean().default(false),
  params: params.default({}),
  input_mapping: mapping,
  output_mapping: mapping,
  in_parallel: z.union([nestedList, z.object({ steps: nestedList }).transform(({ steps }) => steps)]).optional(),
  do: nestedList.optional(),
  try: nested,
  on_success: nested,
  on_failure: nested,
  on_error: nested,
  on_abort: nested,
  ensure: nested,
})

const resourceSchema = z.object({ name: z.string(), type: z.string(), source: params.default({}) })

const pipelineSchema = z.object({
  resource_types: z.array(z.object({ name: z.string() })).default([]),
  resources: z.array(resourceSchema).default([]),
  jobs: z.array(z.object({ name: z.string(), serial_groups: z.array(z.string()).default([]), plan: z.array(stepSchema) })).default([]),
})
/** A pipeline and where it stands. */
export type Pipeline = z.infer<typeof pipelineSchema> & { file: string, name: string }

const taskSchema = z.object({
  image_resource: z.object({ type: z.string(), source: params.default({}) }),
  inputs: z.array(z.object({ name: z.string(), path: z.string().optional(), optional: z.boolean().default(false) })).default([]),
  outputs: z.array(z.object({ name: z.string(), path: z.string().optional() })).default([]),
  // Strict, since Concourse itself is not.
  caches: z.array(z.strictObject({ path: z.string() })).default([]),
  // Without a value: whoever uses the task must give one.
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
  run: z.object({ path: z.string(), args: z.array(z.string()).default([]), user: z.string().optional() }),
})
/** A task file and where it stands. */
export type Task = z.infer<typeof taskSchema> & { file: string }

/** @throws one line that names the file, when it is no YAML or no pipeline */
export function readPipelines(tree: PipelineTree): Pipeline[] {
  return readFolder(tree, 'concourse/pipelines', pipelineSchema).map(([file, pipeline]) => ({ ...pipeline, file, name: file.replace(/^.*\/|\.yaml$/g, '') }))
}

/** @throws one line that names the file, when it is no YAML or no task */
export function readTasks(tree: PipelineTree): Task[] {
  return readFolder(tree, 'concourse/tasks', taskSchema).map(([file, task]) => ({ ...task, file }))
}

function readFolder<Schema extends z.ZodType>({ texts }: PipelineTree, folder: string, schema: Schema): [string, z.output<Schema>][] {
  return [...texts].filter(([file]) => file.startsWith(`${folder}/`) && file.endsWith('.yaml')).map(([file, text]) => [file, readDocument(file, text, schema)])
}

/**
 * Reads a file as YAML of a known form.
 *
 * @throws one line that names the file and the field
 */
export function readDocument<Schema extends z.ZodType>(file: string, text: string, schema: Schema): z.output<Schema> {
  const document = parseYaml(file, text)
  const parsed = schema.safeParse(document)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(`${file}: ${issue?.path.join('.')}: ${issue?.message}`)
}

function parseYaml(file: string, text: string): unknown {
  try {
    return parse(text)
  }
  catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`, { cause: error })
  }
}
