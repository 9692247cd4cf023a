import type { Registry } from 'prom-client'
import { Counter, Gauge } from 'prom-client'
import type { DatabaseStatus, HostStatus } from '../database/instances'

interface HostSeries {
  name: string
  help: string
  /** Undefined where the host has no such figure (yet): the series is absent then. */
  value: (host: HostStatus) => number | undefined
}

const hostCounters: readonly HostSeries[] = [
  { name: 'queries_total', help: 'Queries and transactions that the host has answered.', value: host => host.queries },
  { name: 'errors_total', help: 'Queries that failed for the host\'s sake.', value: host => host.errors },
  { name: 'retries_total', help: 'Reads that failed on the host and were asked of another one.', value: host => host.retries },
  { name: 'hedges_total', help: 'Reads that were sent to the host too because another one was slow.', value: host => host.hedges },
  { name: 'ejections_total', help: 'How often the host was taken out of use.', value: host => host.ejections },
]

const hostGauges: readonly HostSeries[] = [
  { name: 'host_up', help: '1 while the host is in use, else 0.', value: host => host.state === 'in use' ? 1 : 0 },
  { name: 'lag_seconds', help: 'How far the host is behind the primary; absent while that is not known.', value: host => host.lag === undefined ? undefined : host.lag / 1000 },
  { name: 'connections_in_use', help: 'Connections to the host that run a query.', value: host => host.inUse },
  { name: 'queries_waiting', help: 'Queries that the host was given and has no connection for yet.', value: host => host.waiting },
]

/**
 * Registers what the database layer counts, for each host and use and for the process. Everything is read when it is asked
 * for, so a host that has left leaves no series behind.
 *
 * @param status the layer's state at this moment
 */
export function registerDatabaseMetrics(registry: Registry, status: () => DatabaseStatus): void {
  const registers = [registry]
  const labelNames = ['host', 'use'] as const

  for (const { name, help, value } of hostCounters) {
    new Counter({ name: `kuberocks_database_${name}`, help, labelNames, registers, collect() {
      this.reset()
      for (const host of status().hosts) this.inc({ host: host.host, use: host.use }, value(host) ?? 0)
    } })
  }
  for (const { name, help, value } of hostGauges) {
    new Gauge({ name: `kuberocks_database_${name}`, help, labelNames, registers, collect() {
      this.reset()
      for (const host of status().hosts) {
        const figure = value(host)
        if (figure !== undefined) this.set({ host: host.host, use: host.use }, figure)
      }
    } })
  }
  new Gauge({
    name: 'kuberocks_database_host_info', help: 'Always 1; says the role that the host was last seen in.', labelNames: ['host', 'use', 'role'], registers,
    collect() {
      this.reset()
      for (const { host, use, role } of status().hosts) this.set({ host, use, role: role ?? 'unknown' }, 1)
    },
  })
  new Gauge({ name: 'kuberocks_database_waiting', help: 'Reads and writes that no host was given yet.', registers, collect() {
    this.set(status().waiting)
  } })
  new Counter({ name: 'kuberocks_database_overloads_total', help: 'Reads and writes that were ended because too much was waiting.', registers, collect() {
    this.reset()
    this.inc(status().overloads)
  } })
  new Counter({ name: 'kuberocks_database_unavailable_total', help: 'Reads and writes that were ended because no host was there in time.', registers, collect() {
    this.reset()
    this.inc(status().unavailable)
  } })
}
