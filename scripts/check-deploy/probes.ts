import type { Fault } from './fault.ts'
import type { Container } from './pods.ts'
import type { ConfiguredContainer } from './environment.ts'

/** What the site answers, docs/operations.md: that it is alive, without asking the database, and that it can serve. */
const ALIVE = '/healthz'
const READY = '/readyz'
const expected = { startupProbe: ALIVE, livenessProbe: ALIVE, readinessProbe: READY } as const

/** Whether pods of the site that serve are asked where it answers; one that is alive while its database is away must not be restarted. */
export function checkProbes(configured: readonly ConfiguredContainer[]): Fault[] {
  return configured.filter(({ workload: { manifest } }) => manifest.kind === 'Deployment').flatMap(({ workload: { manifest }, field, container }) =>
    (['startupProbe', 'livenessProbe', 'readinessProbe'] as const).flatMap((name): Fault[] => {
      const path = pathOf(container, name)
      return path === expected[name] ? [] : [{ file: manifest.file, field: field.replace(/env$/, `${name}.httpGet.path`), message: `is ${path ?? 'missing'}, expected ${expected[name]}` }]
    }))
}

const pathOf = (container: Container, name: keyof typeof expected) => container[name]?.httpGet?.path
