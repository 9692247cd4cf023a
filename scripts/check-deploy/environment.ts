import type { Configuration } from '../../server/configuration.ts'
import { readConfiguration } from '../../server/configuration.ts'
import type { Fault } from './fault.ts'
import type { Container, Workload } from './pods.ts'
import type { Tree } from './tree.ts'
import { textOf } from './tree.ts'

/** Any value that the configuration takes for one that only the cluster knows. */
const SECRET = 'x'.repeat(32)
/** Requests and queries that are under way, and then some: docs/operations.md. */
const SECONDS_TO_END = 36
/** Node's own, which the docs need not tell. */
const NODE_VARIABLES = ['NODE_ENV', 'NODE_OPTIONS', 'TZ']

/** A container of ours with the settings that it would start with. */
export interface ConfiguredContainer {
  workload: Workload
  container: Container
  /** `spec.template.spec.containers[0].env` */
  field: string
  settings: Configuration
}

/** Whether this container runs the site's image, or another one. */
function runsOurImage({ image }: Container, images: readonly string[]): boolean {
  return images.includes(image.replace(/:[^:/]*$/, ''))
}

/**
 * What each container of ours would say about its environment at start, said before.
 *
 * @param images the site's images, without tags
 */
export function checkEnvironment(tree: Tree, workloads: readonly Workload[], images: readonly string[]): { faults: Fault[], configured: ConfiguredContainer[] } {
  const documented = new Set([...`${textOf(tree, 'README.md')}${textOf(tree, 'docs/operations.md')}`.matchAll(/`([A-Z][A-Z_]+)`/g)].flatMap(([, name]) => name ?? []))
  const faults: Fault[] = []
  const configured: ConfiguredContainer[] = []
  for (const workload of workloads) {
    for (const [index, container] of workload.containers.entries()) {
      if (!runsOurImage(container, images)) continue
      const { file } = workload.manifest
      const field = `spec.template.spec.containers[${index}].env`
      for (const { name } of container.env) {
        if (!documented.has(name) && !NODE_VARIABLES.includes(name)) faults.push({ file, field: `${field} ${name}`, message: 'the site has no such setting: README.md tells of none' })
      }
      const settings = tryConfiguration(container, workload.manifest.kind)
      if (typeof settings === 'string') faults.push({ file, field, message: settings })
      else configured.push({ workload, container, field, settings })
    }
  }
  return { faults: [...faults, ...configured.flatMap(checkProcess)], configured }
}

/** The settings, or the line with which the process would end. */
function tryConfiguration({ env }: Container, kind: string): Configuration | string {
  const environment = Object.fromEntries(env.map(({ name, value }) => [name, value ?? SECRET]))
  // A Job reads the database's settings alone.
  const complete = kind === 'Job' ? { NUXT_SESSION_SECRET: SECRET, ...environment } : environment
  try {
    return readConfiguration(complete)
  }
  catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Ports and times that the process and its pod must agree on. */
function checkProcess({ workload, field, settings }: ConfiguredContainer): Fault[] {
  const { manifest: { file, kind }, containers, pod } = workload
  if (kind !== 'Deployment') return []
  const faults: Fault[] = []
  const ports = new Map(containers.flatMap(({ ports: own }) => own.map(({ name, containerPort }) => [name, containerPort])))
  if (settings.metrics?.port !== ports.get('metrics')) {
    faults.push({ file, field: `${field} NUXT_METRICS_PORT`, message: `metrics are served at ${settings.metrics?.port ?? 'no port'}, and the port "metrics" is ${ports.get('metrics') ?? 'missing'}` })
  }
  const least = settings.drainSeconds + SECONDS_TO_END
  if (pod.terminationGracePeriodSeconds < least) {
    faults.push({ file, field: 'spec.template.spec.terminationGracePeriodSeconds', message: `${pod.terminationGracePeriodSeconds} would cut off what is under way, expected ${least} or more` })
  }
  if (settings.drainSeconds === 0) faults.push({ file, field: `${field} NUXT_DRAIN_SECONDS`, message: 'requests that are still sent here would be refused, expected 5 or more' })
  return faults
}
