import { z } from 'zod'
import type { Fault } from './fault.ts'
import type { Manifest } from './manifests.ts'
import { ofKind, parseYaml } from './manifests.ts'
import { rulesSchema } from './queries.ts'
import type { Tree } from './tree.ts'
import { textOf } from './tree.ts'

const testsSchema = z.looseObject({ tests: z.array(z.looseObject({
  input_series: z.array(z.looseObject({ series: z.string() })),
  alert_rule_test: z.array(z.looseObject({ alertname: z.string(), exp_alerts: z.array(z.unknown()).default([]) })),
})) })

/** Where the tests of this file of rules are. */
export const testsOf = (file: string): string => file.replace(/\.yaml$/, '.test.yaml')

/** Each alert is seen to fire and to be silent, by promtool, and people are told what to do. */
export function checkAlerts(tree: Tree, manifests: readonly Manifest[]): Fault[] {
  const told = textOf(tree, 'docs/kubernetes.md')
  return ofKind(manifests, 'PrometheusRule', rulesSchema).flatMap(({ file, spec }) => {
    const [tests] = parseYaml(tree, testsOf(file))
    const expectations = testsSchema.parse(tests).tests.flatMap(({ alert_rule_test: cases }) => cases)
    return spec.groups.flatMap(({ rules }, group) => rules.flatMap(({ alert }, rule) => {
      const fault = (message: string): Fault => ({ file, field: `spec.groups[${group}].rules[${rule}].alert (${alert})`, message })
      const fires = expectations.some(({ alertname, exp_alerts: expected }) => alertname === alert && expected.length > 0)
      const silent = expectations.some(({ alertname, exp_alerts: expected }) => alertname === alert && expected.length === 0)
      return [
        ...(fires ? [] : [fault(`no test in ${testsOf(file)} sees it fire`)]),
        ...(silent ? [] : [fault(`no test in ${testsOf(file)} sees it silent`)]),
        ...(told.includes(`\`${alert}\``) ? [] : [fault('docs/kubernetes.md does not tell what it means')]),
      ]
    }))
  })
}
