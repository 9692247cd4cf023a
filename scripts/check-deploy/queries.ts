import { z } from 'zod'
import type { Fault } from './fault.ts'
import type { Manifest } from './manifests.ts'
import { ofKind } from './manifests.ts'
import type { Tree } from './tree.ts'

const dashboardSchema = z.looseObject({
  uid: z.string(),
  panels: z.array(z.looseObject({ title: z.string(), targets: z.array(z.looseObject({ expr: z.string() })).min(1) })).min(1),
})
export const rulesSchema = z.looseObject({ groups: z.array(z.looseObject({ name: z.string(), rules: z.array(z.looseObject({
  alert: z.string(),
  expr: z.string(),
  labels: z.looseObject({ severity: z.enum(['critical', 'warning']) }),
  annotations: z.looseObject({ summary: z.string() }),
})) })) })

/** Prometheus's own, of each target that it asks. */
const OF_PROMETHEUS = ['up']
/** k6 writes these itself, in the one dashboard of its runs; npm run check:loadtest asks each of them of a real run. */
const OF_K6 = { file: 'k8s/monitoring/dashboards/load-test.json', prefix: 'k6_' }

/** Every query of a dashboard or an alert names series that exist: a name with a slip shows an empty panel, or an alert that is always silent. */
export function checkQueries(tree: Tree, manifests: readonly Manifest[], exported: ReadonlySet<string>): Fault[] {
  const queries = [
    ...[...tree].filter(([file]) => /^k8s\/monitoring\/dashboards\/.*\.json$/.test(file)).flatMap(([file, text]) =>
      dashboardSchema.parse(JSON.parse(text)).panels.flatMap(({ title, targets }, panel) =>
        targets.map(({ expr }, target) => ({ file, field: `panels[${panel}].targets[${target}].expr (${title})`, expr })))),
    ...ofKind(manifests, 'PrometheusRule', rulesSchema).flatMap(({ file, spec: { groups } }) => groups.flatMap((group, index) =>
      group.rules.map(({ alert, expr }, rule) => ({ file, field: `spec.groups[${index}].rules[${rule}].expr (${alert})`, expr })))),
  ]
  return queries.flatMap(({ file, field, expr }) => {
    const named = metricsOf(expr)
    if (named.length === 0) return [{ file, field, message: 'the query names no metric' }]
    const isKnown = (name: string) => exported.has(name) || OF_PROMETHEUS.includes(name) || (file === OF_K6.file && name.startsWith(OF_K6.prefix))
    return named.filter(name => !isKnown(name)).map(name => ({ file, field, message: `the site exports no metric "${name}"` }))
  })
}

const words = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan', 'atan2'])

/** Names of metrics in a PromQL expression: identifiers that are no function, no label and no keyword. */
export function metricsOf(expression: string): string[] {
  const bare = expression
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
    .replace(/\{[^}]*\}/g, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\b\s*(?:\([^)]*\))?/g, ' ')
    .replace(/\$\w+/g, ' ')
  const names = [...bare.matchAll(/(?<![\w:.])([a-z_:][\w:]*)(?!\s*\(|[\w:])/gi)].flatMap(([, name]) => name ?? [])
  return [...new Set(names.filter(name => !words.has(name.toLowerCase())))]
}
