import { z } from 'zod'
import { checkAlerts } from './alerts.ts'
import { checkBackup } from './backup.ts'
import { checkDatabase } from './database.ts'
import { checkEnvironment } from './environment.ts'
import type { Fault } from './fault.ts'
import { checkFlux } from './flux.ts'
import { checkK6Job } from './k6-job.ts'
import { ofKind, readManifests } from './manifests.ts'
import { checkMarkers } from './markers.ts'
import { readWorkloads } from './pods.ts'
import { checkNetwork } from './network.ts'
import { checkProbes } from './probes.ts'
import { checkQueries } from './queries.ts'
import { checkReferences } from './references.ts'
import { checkRoutes, checkSiteAddress } from './routes.ts'
import { checkSecrets } from './secrets.ts'
import type { Tree } from './tree.ts'

/**
 * What no schema sees: whether the files agree with each other, with the site's configuration, its metrics and its load tests.
 *
 * @param exported names of the metrics that the site exports
 * @throws one line that names the file, when it is no YAML or no object of Kubernetes
 */
export function checkConsistency(tree: Tree, exported: ReadonlySet<string>): Fault[] {
  const manifests = readManifests(tree)
  const workloads = readWorkloads(manifests)
  const images = ofKind(manifests, 'ImageRepository', z.looseObject({ image: z.string() })).map(({ spec }) => spec.image)
  const { faults, configured } = checkEnvironment(tree, workloads, images)
  return [
    ...faults,
    ...checkAlerts(tree, manifests),
    ...checkBackup(tree, manifests),
    ...checkDatabase(manifests, configured),
    ...checkFlux(tree, manifests),
    ...checkK6Job(tree, manifests, workloads),
    ...checkMarkers(tree, manifests),
    ...checkNetwork(manifests, configured),
    ...checkProbes(configured),
    ...checkQueries(tree, manifests, exported),
    ...checkReferences(manifests, workloads),
    ...checkRoutes(manifests),
    ...checkSiteAddress(manifests, configured),
    ...checkSecrets(tree, manifests, workloads),
  ]
}
