import { basename } from 'node:path'
import { z } from 'zod'
import type { Fault } from './fault.ts'
import type { Manifest } from './manifests.ts'
import { parseYaml } from './manifests.ts'
import type { Container, Workload } from './pods.ts'
import { routedHosts } from './routes.ts'
import type { Tree } from './tree.ts'
import { textOf } from './tree.ts'

const FOLDER = 'k8s/loadtest'
const kustomizationSchema = z.looseObject({ configMapGenerator: z.array(z.looseObject({ name: z.string(), files: z.array(z.string()) })) })
/** k6 puts these in the place of a script's scenarios: https://grafana.com/docs/k6/latest/using-k6/k6-options/reference/ */
const OVERRIDES = ['K6_VUS', 'K6_DURATION', 'K6_ITERATIONS', 'K6_STAGES']
/** The pod's own, for the command line. */
const OWN = ['POD_NAME']

/** The Job that loads the site: does it find its script, and does the script hear what the Job tells it? */
export function checkK6Job(tree: Tree, manifests: readonly Manifest[], workloads: readonly Workload[]): Fault[] {
  return workloads.filter(({ manifest: { file } }) => file.startsWith(`${FOLDER}/`)).flatMap(({ manifest: { file }, containers, pod }) =>
    containers.flatMap((container, index) => {
      const field = `spec.template.spec.containers[${index}]`
      const fault = (place: string, message: string): Fault => ({ file, field: `${field}.${place}`, message })
      const version = /^\s*go\.k6\.io\/k6\/v2 v(\S+)/m.exec(textOf(tree, 'tools/k6/go.mod'))?.[1]
      const image = container.image === `grafana/k6:${version}` ? [] : [fault('image', `expected grafana/k6:${version}, the version that scripts are run with here`)]
      const script = mountedScript(tree, container, pod.volumes)
      if (typeof script === 'string') return [...image, fault('command', script)]
      return [...image, ...checkVariables(container, script, routedHosts(manifests)).map(([name, message]) => fault(`env ${name}`, message))]
    }))
}

/** The script of the command and what it imports, as the pod has them; or what is wrong. */
function mountedScript(tree: Tree, { command, volumeMounts }: Container, volumes: Workload['pod']['volumes']): { name: string, text: string } | string {
  const path = command.at(-1) ?? ''
  const mount = volumeMounts.find(({ mountPath }) => path.startsWith(`${mountPath}/`))
  const configMap = volumes.find(({ name }) => name === mount?.name)?.configMap?.name
  const [kustomization] = parseYaml(tree, `${FOLDER}/kustomization.yaml`)
  const files = kustomizationSchema.parse(kustomization).configMapGenerator.find(({ name }) => name === configMap)?.files ?? []
  const mounted = new Map(files.map(file => [basename(file), tree.get(file.replace('../../', ''))]))
  const seen = new Map<string, string>()
  for (const waiting = [basename(path)]; waiting.length > 0;) {
    const name = waiting.pop() ?? ''
    const text = mounted.get(name)
    if (text === undefined) return `there is no ${name} in what is mounted at ${mount?.mountPath ?? 'any path'}: ${[...mounted.keys()].join(', ') || 'nothing'}`
    if (!seen.has(name)) waiting.push(...[...text.matchAll(/from '\.\/([\w-]+\.ts)'/g)].flatMap(([, imported]) => imported ?? []))
    seen.set(name, text)
  }
  return { name: basename(path), text: [...seen.values()].join('\n') }
}

function checkVariables({ env }: Container, script: { name: string, text: string }, hosts: readonly string[]): [string, string][] {
  const heard = new Set([...script.text.matchAll(/__ENV\['(\w+)'\]/g)].flatMap(([, name]) => name ?? []))
  return env.flatMap(({ name, value = '' }): [string, string][] => {
    if (name === 'API_URL' && !hosts.some(host => value === `https://${host}/api`)) return [[name, `"${value}" is none of ours, expected https://${hosts.join('/api or https://')}/api`]]
    if (heard.has('PROFILE') && OVERRIDES.includes(name)) return [[name, `${script.name} says itself how many readers come and for how long`]]
    if (name.startsWith('K6_') || OWN.includes(name) || heard.has(name)) return []
    return [[name, `${script.name} reads no such variable, only ${[...heard].join(', ')}`]]
  })
}
