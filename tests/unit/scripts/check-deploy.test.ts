import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkConsistency } from '../../../scripts/check-deploy/consistency.ts'
import { describeFault } from '../../../scripts/check-deploy/fault.ts'
import { exportedMetrics } from '../../../scripts/check-deploy/metrics.ts'
import { metricsOf } from '../../../scripts/check-deploy/queries.ts'
import { readTree } from '../../../scripts/check-deploy/tree.ts'
import { editedTree } from '../../support/edited-tree.ts'

let exported: Set<string>
beforeAll(async () => {
  exported = await exportedMetrics()
})

const app = 'k8s/app/deployment.yaml'
const job = 'k8s/loadtest/job.yaml'
const env = 'spec.template.spec.containers[0].env'
const alerts = 'k8s/monitoring/alerts.yaml'
const hosts = 'k8s/monitoring/dashboards/database-hosts.json'

/** What is wrong, the slip, and what is said of it: file, field, and words of the message. */
const slips: [string, string, string, string, string, string][] = [
  ['a marker that names no policy', app, 'flux-system:demo"', 'flux-system:image-demo"', ', image', 'names "flux-system:image-demo"'],
  ['a marker that Flux passes over', app, '{"$imagepolicy": "flux-system:demo"}', '{"$imagepolicy": flux-system:demo}', ', image', 'malformed'],
  ['an image of ours without a marker', app, ' # {"$imagepolicy": "flux-system:demo"}', '', ', image', 'would never be updated'],
  ['files that no automation updates', 'k8s/image-automation/update.yaml', 'path: ./k8s', 'path: ./clusters/demo', '', 'no ImageUpdateAutomation'],
  ['a service whose selector finds nothing', 'k8s/app/service.yaml', 'app.kubernetes.io/name: demo', 'app: demo', 'spec.selector', 'no pod has app: demo'],
  ['a service\'s port that the pods do not have', 'k8s/app/service.yaml', 'targetPort: http', 'targetPort: web', 'spec.ports[0].targetPort', 'no port "web"'],
  ['a probe\'s port that does not exist', app, 'path: /readyz\n              port: http', 'path: /readyz\n              port: htpp', 'readinessProbe.httpGet.port', 'no port "htpp"'],
  ['a pod that is asked where the site says nothing', app, 'path: /readyz', 'path: /ready', 'readinessProbe.httpGet.path', 'is /ready, expected /readyz'],
  ['a pod that is restarted when the database is away', app, 'path: /healthz\n              port: http\n            periodSeconds: 10', 'path: /readyz\n              port: http\n            periodSeconds: 10', 'livenessProbe.httpGet.path', 'expected /healthz'],
  ['a monitor\'s port that does not exist', 'k8s/monitoring/pod-monitor.yaml', 'port: metrics', 'port: metric', 'spec.podMetricsEndpoints[0].port', 'no port "metric"'],
  ['a network policy that holds for nobody', 'k8s/app/network-policy.yaml', 'app.kubernetes.io/name: demo', 'app.kubernetes.io/name: site', 'spec.podSelector', 'no pod has'],
  ['a network policy that keeps the site from the database', 'k8s/database/network-policy.yaml', 'values: [demo, demo-migration]', 'values: [site, demo-migration]', 'spec.ingress', 'lets Deployment demo not reach the port postgresql, 5432'],
  ['a network policy that keeps migrations from the database', 'k8s/database/network-policy.yaml', 'values: [demo, demo-migration]', 'values: [demo]', 'spec.ingress', 'lets Job demo-migration not reach'],
  ['a network policy that keeps the operator out', 'k8s/database/network-policy.yaml', 'cnpg-system', 'cnpg', 'spec.ingress', 'lets the operator not reach the port status, 8000'],
  ['a network policy that keeps instances apart', 'k8s/database/network-policy.yaml', '    - from:\n        - podSelector:\n            matchLabels:\n              cnpg.io/cluster: demo-db\n', '    - from:\n        - podSelector:\n            matchLabels:\n              cnpg.io/cluster: demo\n', 'spec.ingress', 'lets another instance not reach'],
  ['a network policy that keeps Prometheus from the instances', 'k8s/database/network-policy.yaml', 'port: 9187', 'port: 9188', 'spec.ingress', 'lets Prometheus not reach the port metrics, 9187'],
  ['a database that everybody reaches', 'k8s/database/network-policy.yaml', 'policyTypes: [Ingress]', 'policyTypes: [Egress]', 'metadata.name', 'no NetworkPolicy is for its instances'],
  ['a network policy by which the site reaches no database', 'k8s/app/network-policy.yaml', 'cnpg.io/cluster: demo-db', 'cnpg.io/cluster: demo', 'spec.egress', 'lets Deployment demo not reach the database demo-db'],
  ['a network policy by which no name is found', 'k8s/app/network-policy.yaml', '{ port: 53, protocol: UDP }', '{ port: 5353, protocol: UDP }', 'spec.egress', 'lets Deployment demo not reach DNS'],
  ['a network policy by which migrations find no name', 'k8s/migration/network-policy.yaml', '{ port: 53, protocol: TCP }', '{ port: 5353, protocol: TCP }', 'spec.egress', 'lets Job demo-migration not reach DNS'],
  ['a backup of a cluster that is not there', 'k8s/database-with-backup/scheduled-backup.yaml', '  cluster:\n    name: demo-db', '  cluster:\n    name: demo', 'spec.cluster.name', 'no Cluster "demo"'],
  ['a backup without its log', 'k8s/database-with-backup/kustomization.yaml', 'isWALArchiver: true', 'isWALArchiver: false', 'spec.pluginConfiguration.name', 'no plugin "barman-cloud.cloudnative-pg.io" that archives'],
  ['an archive in a store that is not there', 'k8s/database-with-backup/kustomization.yaml', 'barmanObjectName: demo-db', 'barmanObjectName: demo', 'barmanObjectName', 'no ObjectStore "demo"'],
  ['a store whose secret nobody makes', 'k8s/database-with-backup/object-store.yaml', 'name: demo-backup', 'name: backup', 'spec.configuration.s3Credentials.accessKeyId', 'nobody makes the secret "backup"'],
  ['an autoscaler of nothing', 'k8s/app/autoscaler.yaml', 'name: demo', 'name: demo-ui', 'spec.scaleTargetRef', 'no Deployment "demo-ui"'],
  ['a route to a service that is not there', 'k8s/app/ingress-route.yaml', '- name: demo\n', '- name: demo-ui\n', 'spec.routes[0].services[0].name', 'no Service "demo-ui"'],
  ['a route to a port that is not there', 'k8s/app/ingress-route.yaml', 'port: http', 'port: https', 'spec.routes[0].services[0].port', 'no port "https"'],
  ['a service that publishes the metrics', 'k8s/app/service.yaml', 'targetPort: http', 'targetPort: metrics', '', 'not for everybody'],
  ['links to a host that leads nowhere', app, 'https://demo.kube.rocks', 'https://kube.rocks', `${env} NUXT_PUBLIC_SITE_URL`, 'expected one of demo.kube.rocks'],
  ['a certificate for another host', 'k8s/app/certificate.yaml', 'demo.kube.rocks', 'kube.rocks', 'spec.routes[0].match', 'not for demo.kube.rocks'],
  ['a secret that nobody makes', app, 'name: demo-db-app', 'name: demo-db', `${env} NUXT_DATABASE_PASSWORD`, 'nobody makes the secret "demo-db"'],
  ['a key that the secret does not have', app, 'key: password', 'key: pasword', `${env} NUXT_DATABASE_PASSWORD`, 'no key "pasword"'],
  ['a setting that the site does not know', app, 'NUXT_PUBLIC_SITE_URL', 'NUXT_SITE_URL', `${env} NUXT_SITE_URL`, 'no such setting'],
  ['a setting of the database with a slip', app, 'NUXT_DATABASE_RO_URL', 'NUXT_DATABASE_R0_URL', env, 'NUXT_DATABASE_R0_URL is not a setting'],
  ['an address with an unknown option', app, 'discovery=dns', 'discover=dns', env, 'unknown option "discover"'],
  ['metrics on another port than the pod\'s', app, '"9464"', '"9465"', `${env} NUXT_METRICS_PORT`, 'metrics are served at 9465'],
  ['a pod that is ended too soon', app, 'terminationGracePeriodSeconds: 50', 'terminationGracePeriodSeconds: 30', 'terminationGracePeriodSeconds', 'expected 46 or more'],
  ['a pod that does not drain', app, 'value: "10"', 'value: "0"', `${env} NUXT_DRAIN_SECONDS`, 'expected 5 or more'],
  ['a host that is no database', app, 'demo-db-rw:5432', 'demo-database-rw:5432', `${env} NUXT_DATABASE_URL`, 'no service "demo-database-rw"'],
  ['a service that hides the servers behind it', 'k8s/database/instances-service.yaml', 'clusterIP: None', 'type: ClusterIP', `${env} NUXT_DATABASE_RO_URL`, 'hides which one answers'],
  ['reads from one of several addresses', app, 'discovery=dns&', '', `${env} NUXT_DATABASE_RO_URL`, 'discovery=dns reads from all'],
  ['more processes than connections', 'k8s/app/autoscaler.yaml', 'maxReplicas: 6', 'maxReplicas: 9', 'spec.postgresql.parameters.max_connections', 'expected 340 or more'],
  ['an order of folders that is not', 'k8s/cluster/app.yaml', 'name: migration', 'name: migrations', 'spec.dependsOn[0].name', 'no other Kustomization "migrations"'],
  ['a database that is pruned', 'k8s/cluster/database.yaml', 'prune: false', 'prune: true', 'spec.prune', 'would be deleted'],
  ['a Job that cannot change', 'k8s/cluster/migration.yaml', 'force: true', 'force: false', 'spec.force', 'expected true'],
  ['a script that is not mounted', 'k8s/loadtest/kustomization.yaml', '  - ../../loadtest/article-api.ts', '', 'spec.template.spec.containers[0].command', 'no article-api.ts'],
  ['a variable that the script does not read', job, 'name: API_URL', 'name: BASE_URL', `${env} BASE_URL`, 'reads no such variable'],
  ['a variable that clashes with a profile', job, 'crawl.ts]', 'browse.ts]', `${env} K6_VUS`, 'says itself'],
  ['a load on somebody else', job, 'https://demo.kube.rocks/api', 'https://example.org/api', `${env} API_URL`, 'none of ours'],
  ['another k6 than the scripts are run with', job, 'grafana/k6:2.2.0', 'grafana/k6:latest', 'spec.template.spec.containers[0].image', 'expected grafana/k6:2.2.0'],
  ['a panel of a metric that nobody exports', hosts, 'kuberocks_database_hedges_total', 'kuberocks_database_hedged_total', '(Hedges)', 'no metric "kuberocks_database_hedged_total"'],
  ['an alert on a metric that nobody exports', alerts, 'kuberocks_database_overloads_total', 'kuberocks_database_overload_total', '(DatabaseOverloaded)', 'no metric "kuberocks_database_overload_total"'],
  ['an alert that no test has seen', alerts, 'alert: SiteSlow', 'alert: SiteSluggish', '(SiteSluggish)', 'sees it fire'],
  ['an alert that nobody is told of', 'docs/kubernetes.md', '`SiteSlow`', '`Slow`', '(SiteSlow)', 'does not tell'],
]

describe('the check of what is deployed', () => {
  it('finds nothing in the project\'s own files', () => {
    expect(checkConsistency(readTree(resolve(import.meta.dirname, '../../..')), exported).map(describeFault)).toEqual([])
  })

  it('lets the database be one with backups, which is not pruned either', () => {
    const file = 'k8s/cluster/database.yaml'
    const withBackup = editedTree({ file, from: 'path: ./k8s/database\n', to: 'path: ./k8s/database-with-backup\n' })
    expect(checkConsistency(withBackup, exported).map(describeFault)).toEqual([])
    const pruned = new Map(withBackup).set(file, (withBackup.get(file) ?? '').replace('prune: false', 'prune: true'))
    expect(checkConsistency(pruned, exported).map(describeFault)).toEqual([`${file}: spec.prune: a database would be deleted with its manifest, expected false`])
  })

  it.each(slips)('refuses %s', (_what, file, from, to, field, message) => {
    const faults = checkConsistency(editedTree({ file, from, to }), exported)
    const said = faults.filter(fault => fault.field.includes(field) && fault.message.includes(message))
    expect(said.length, faults.map(describeFault).join('\n')).toBeGreaterThan(0)
  })

  it('names the file that is no YAML object', () => {
    expect(() => checkConsistency(editedTree({ file: app, from: 'kind: Deployment', to: 'kynd: Deployment' }), exported)).toThrow(app)
  })
})

describe('the metrics of a query', () => {
  it.each([
    ['sum by (host) (rate(a_total{use="reads"}[1m])) / ignoring(host) group_left sum(rate(b_total[$__rate_interval]))', ['a_total', 'b_total']],
    ['histogram_quantile(0.95, sum by (le) (rate(c_bucket{route=~"/.*"}[5m])))', ['c_bucket']],
    ['min(time() - d_seconds) > 1e3 and on() e unless f offset 5m', ['d_seconds', 'e', 'f']],
    ['vector(0) > 1', []],
  ])('are those of %s', (expression, names) => {
    expect(metricsOf(expression)).toEqual(names)
  })
})
