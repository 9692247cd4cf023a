import { beforeEach, describe, expect, it } from 'vitest'
import type { ProjectCopy } from './support/project-copy.ts'
import { copyProject } from './support/project-copy.ts'

let copy: ProjectCopy
beforeEach(async () => {
  copy = await copyProject(['k8s', 'loadtest', 'docs', 'README.md', 'tools/k6'])
})

const check = (environment = {}) => copy.check('scripts/check-deploy.ts', [], environment)

describe('npm run check:deploy', () => {
  it('ends with 0 for the project\'s own files', async () => {
    const { code, stderr } = await check()
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  it.each([
    ['a mistyped field of Kubernetes', 'k8s/app/deployment.yaml', 'minReadySeconds', 'minReadySecond', 'spec.minReadySecond: unknown field'],
    ['a value that Kubernetes does not take', 'k8s/migration/job.yaml', 'restartPolicy: Never', 'restartPolicy: Nevver', 'spec.template.spec.restartPolicy: Unsupported value: "Nevver"'],
    ['a version that Kubernetes no longer serves', 'k8s/app/disruption-budget.yaml', 'policy/v1', 'policy/v1beta1', 'apiVersion: Invalid value: "policy/v1beta1": gone since Kubernetes 1.25'],
    ['a version that Flux no longer serves', 'k8s/image-automation/policy.yaml', 'fluxcd.io/v1', 'fluxcd.io/v1beta2', 'apiVersion: Invalid value: "image.toolkit.fluxcd.io/v1beta2"'],
    ['a mistyped field of Flux', 'k8s/cluster/app.yaml', 'dependsOn', 'dependOn', 'spec.dependOn: unknown field'],
    ['a duration that Flux does not read', 'k8s/image-automation/repository.yaml', '1m0s', '1 minute', 'spec.interval: Invalid value: "1 minute"'],
    ['a rule of Flux that no type says', 'k8s/image-automation/policy.yaml', '      range: 0.0.x', '      range: 0.0.x\n  digestReflectionPolicy: Never\n  interval: 1m0s', 'spec: '],
    ['a mistyped field of Traefik', 'k8s/app/ingress-route.yaml', 'entryPoints', 'entrypoints', 'spec.entrypoints: unknown field'],
    ['a mistyped field of cert-manager', 'k8s/app/certificate.yaml', 'secretName', 'secretNam', 'spec.secretName: Required value'],
    ['a mistyped field of CloudNativePG', 'k8s/database/cluster.yaml', '  storage:\n', '  storag:\n', 'spec.storag: unknown field'],
    ['a value that CloudNativePG does not take', 'k8s/database/cluster.yaml', 'primaryUpdateMethod: switchover', 'primaryUpdateMethod: switch', 'spec.primaryUpdateMethod: Unsupported value: "switch"'],
    ['a mistyped field of the plugin for backups', 'k8s/database-with-backup/object-store.yaml', 'destinationPath', 'destinationPat', 'spec.configuration.destinationPat: unknown field'],
    ['a mistyped field of a schedule', 'k8s/database-with-backup/scheduled-backup.yaml', 'pluginConfiguration', 'pluginConfig', 'spec.pluginConfig: unknown field'],
    ['a mistyped field of a monitor', 'k8s/database/pod-monitor.yaml', 'podMetricsEndpoints', 'podMetricEndpoints', 'spec.podMetricEndpoints: unknown field'],
    ['a pod that may be root', 'k8s/app/deployment.yaml', 'runAsNonRoot: true', 'runAsNonRoot: false', 'spec.template: Forbidden: pod security "restricted": runAsNonRoot'],
    ['a pod that may take all memory', 'k8s/app/deployment.yaml', 'memory: 512Mi', 'hugepages-2Mi: 512Mi', 'kube-score container-resources'],
    ['a pod that no network policy is for', 'k8s/migration/network-policy.yaml', '      app.kubernetes.io/name: demo-migration', '      app.kubernetes.io/name: demo', 'kube-score pod-networkpolicy'],
    ['a deployment that a drained node takes away', 'k8s/app/disruption-budget.yaml', '      app.kubernetes.io/name: demo', '      app.kubernetes.io/name: other', 'kube-score deployment-has-poddisruptionbudget'],
    ['a key that is given twice', 'k8s/cluster/namespace.yaml', 'metadata:\n', 'metadata:\n  name: other\n', 'k8s/cluster/namespace.yaml: Map keys must be unique'],
    ['a file that the folder lacks', 'k8s/app/kustomization.yaml', '- service.yaml', '- services.yaml', 'services.yaml'],
    ['an expression that is no PromQL', 'k8s/monitoring/alerts.yaml', 'rate(kuberocks_database_overloads_total[5m])', 'rate(kuberocks_database_overloads_total)', 'DatabaseOverloaded'],
    ['an alert that can never fire', 'k8s/monitoring/alerts.yaml', '{use="writes"}) < 1', '{use="writes"}) < 0', 'DatabaseWithoutPrimary'],
    ['an alert that fires when all is well', 'k8s/monitoring/alerts.yaml', 'kuberocks_database_lag_seconds{use="reads"}) > 5', 'kuberocks_database_lag_seconds{use="reads"}) > 0', 'DatabaseReplicationLag does not fire'],
  ])('refuses %s', async (_what, file, from, to, words) => {
    await copy.edit(file, from, to)
    const { code, stderr } = await check()
    expect(stderr).toContain(words)
    expect(stderr).toMatch(/^k8s\//m)
    expect(code).toBe(1)
  })

  it('says in one line that Go is missing', async () => {
    const { code, stderr } = await check({ PATH: '/nonexistent' })
    expect(stderr).toMatch(/^Go 1\.26 or newer is needed, .*\n$/)
    expect(code).toBe(1)
  })
})
