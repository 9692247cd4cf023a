import { z } from 'zod'
import type { ConnectionTarget } from '../../server/database/connection-url.ts'
import type { ConfiguredContainer } from './environment.ts'
import type { Fault } from './fault.ts'
import type { Manifest } from './manifests.ts'
import { ofKind } from './manifests.ts'

const clusterSchema = z.looseObject({
  instances: z.number(),
  bootstrap: z.looseObject({ initdb: z.looseObject({ database: z.string(), owner: z.string() }) }),
  managed: z.looseObject({ services: z.looseObject({ disabledDefaultServices: z.array(z.string()).default([]) }) }).optional(),
  postgresql: z.looseObject({ parameters: z.record(z.string(), z.string()) }),
})
const serviceSchema = z.looseObject({ clusterIP: z.string().optional(), selector: z.record(z.string(), z.string()) })
const scalerSchema = z.looseObject({ maxReplicas: z.number(), scaleTargetRef: z.looseObject({ name: z.string() }) })

/** Connections of one process to one host, where discovery names hosts by address: docs/operations.md. */
const CONNECTIONS = 32
/** Migrations, replication, the operator, and people. */
const OTHERS = 20

/** Which server, or servers, a name stands for. */
type Answer = 'primary' | 'each' | 'some' | undefined

/** Whether the addresses of the site lead to servers that are there, one at a time, with enough connections. */
export function checkDatabase(manifests: readonly Manifest[], configured: readonly ConfiguredContainer[]): Fault[] {
  const clusters = ofKind(manifests, 'Cluster', clusterSchema)
  return configured.flatMap(({ workload: { manifest }, field, settings: { database: { writer, reader } } }) => {
    const check = (variable: string, target: ConnectionTarget, discovery: 'dns' | 'static'): Fault[] => target.hosts.flatMap(({ host }) => {
      const fault = (message: string): Fault[] => [{ file: manifest.file, field: `${field} ${variable}`, message }]
      const cluster = clusters.find(({ name, namespace }) => host.startsWith(`${name}-`) && namespace === manifest.namespace)
      const answer = cluster && answerOf(host, cluster, manifests)
      if (!cluster || !answer) return fault(`there is no service "${host}" of a database`)
      if (answer === 'some') return fault(`"${host}" stands for several servers and hides which one answers; name a headless service with discovery=dns`)
      if (answer === 'each' && discovery === 'static') return fault(`"${host}" has an address for each server: discovery=dns reads from all of them, static from one`)
      const { database, owner } = cluster.spec.bootstrap.initdb
      if (target.database !== database) return fault(`the cluster has no database "${target.database}", only ${database}`)
      return target.user === owner ? [] : fault(`the database's owner is ${owner}, not ${target.user}`)
    })
    return [
      ...check('NUXT_DATABASE_URL', writer.target, 'static'),
      ...(reader === writer ? [] : check('NUXT_DATABASE_RO_URL', reader.target, reader.options.discovery)),
    ]
  }).concat(checkConnections(manifests))
}

function answerOf(host: string, cluster: Manifest & { spec: z.infer<typeof clusterSchema> }, manifests: readonly Manifest[]): Answer {
  const disabled = cluster.spec.managed?.services.disabledDefaultServices ?? []
  if (host === `${cluster.name}-rw`) return 'primary'
  for (const kind of ['r', 'ro']) {
    if (host === `${cluster.name}-${kind}`) return disabled.includes(kind) ? undefined : 'some'
  }
  const service = ofKind(manifests, 'Service', serviceSchema).find(({ name, namespace }) => name === host && namespace === cluster.namespace)
  return service && (service.spec.clusterIP === 'None' ? 'each' : 'some')
}

/** As many processes as the autoscaler may start, and one more while they are replaced. */
function checkConnections(manifests: readonly Manifest[]): Fault[] {
  const most = Math.max(0, ...ofKind(manifests, 'HorizontalPodAutoscaler', scalerSchema).map(({ spec }) => spec.maxReplicas)) + 1
  const needed = most * CONNECTIONS + OTHERS
  return ofKind(manifests, 'Cluster', clusterSchema).flatMap(({ file, spec }) => {
    const allowed = Number(spec.postgresql.parameters['max_connections'] ?? 100)
    return allowed >= needed ? [] : [{ file, field: 'spec.postgresql.parameters.max_connections', message: `${allowed} is too few for ${most} processes, expected ${needed} or more` }]
  })
}
