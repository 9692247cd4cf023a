import { z } from 'zod'
import type { ConfiguredContainer } from './environment.ts'
import type { Fault } from './fault.ts'
import type { Manifest } from './manifests.ts'
import { ofKind } from './manifests.ts'

const routeSchema = z.looseObject({
  routes: z.array(z.looseObject({ match: z.string(), services: z.array(z.looseObject({ name: z.string(), port: z.union([z.string(), z.number()]) })) })),
  tls: z.looseObject({ secretName: z.string() }),
})
const certificateSchema = z.looseObject({ secretName: z.string(), dnsNames: z.array(z.string()) })
const serviceSchema = z.looseObject({ ports: z.array(z.looseObject({ name: z.string().optional(), port: z.number(), targetPort: z.union([z.string(), z.number()]).optional() })) })

/** Hosts that some IngressRoute leads to us. */
export function routedHosts(manifests: readonly Manifest[]): string[] {
  return ofKind(manifests, 'IngressRoute', routeSchema).flatMap(({ spec }) => spec.routes.flatMap(({ match }) => hostsOf(match)))
}

/** Absolute links of the site lead to where it is. */
export function checkSiteAddress(manifests: readonly Manifest[], configured: readonly ConfiguredContainer[]): Fault[] {
  const hosts = routedHosts(manifests)
  return configured.flatMap(({ workload: { manifest: { file } }, container, field }) => container.env
    .filter(({ name, value }) => name === 'NUXT_PUBLIC_SITE_URL' && !hosts.includes(URL.parse(value ?? '')?.hostname ?? ''))
    .map(({ name }) => ({ file, field: `${field} ${name}`, message: `no IngressRoute leads there, expected one of ${hosts.join(', ')}` })))
}

/** From the outside to a service's port, with a certificate for the host, and never to the metrics. */
export function checkRoutes(manifests: readonly Manifest[]): Fault[] {
  const services = ofKind(manifests, 'Service', serviceSchema)
  const certificates = ofKind(manifests, 'Certificate', certificateSchema)
  return ofKind(manifests, 'IngressRoute', routeSchema).flatMap(({ file, namespace, spec }) => {
    const certificate = certificates.find(other => other.namespace === namespace && other.spec.secretName === spec.tls.secretName)
    const faults: Fault[] = certificate ? [] : [{ file, field: 'spec.tls.secretName', message: `no Certificate makes "${spec.tls.secretName}"` }]
    for (const [index, route] of spec.routes.entries()) {
      const field = `spec.routes[${index}]`
      const uncovered = hostsOf(route.match).find(host => certificate && !certificate.spec.dnsNames.includes(host))
      if (uncovered) faults.push({ file, field: `${field}.match`, message: `the certificate is not for ${uncovered}` })
      for (const [position, wanted] of route.services.entries()) {
        const place = `${field}.services[${position}]`
        const service = services.find(({ name, namespace: at }) => name === wanted.name && at === namespace)
        const port = service?.spec.ports.find(({ name, port: number }) => wanted.port === name || wanted.port === number)
        if (!service) faults.push({ file, field: `${place}.name`, message: `there is no Service "${wanted.name}"` })
        else if (!port) faults.push({ file, field: `${place}.port`, message: `Service "${wanted.name}" has no port "${wanted.port}"` })
        else if (port.targetPort === 'metrics') faults.push({ file, field: `${place}.port`, message: 'it leads to the metrics, which are not for everybody' })
      }
    }
    return faults
  })
}

function hostsOf(match: string): string[] {
  return [...match.matchAll(/Host\(`([^`]+)`\)/g)].flatMap(([, host]) => host ?? [])
}
