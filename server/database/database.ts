import { drizzle } from 'drizzle-orm/postgres-js'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { openHostPool } from './balancer/driver/host-pool.ts'
import { ClusterHistory } from './balancer/heartbeats/cluster-history.ts'
import type { Resolve } from './balancer/hosts/discovery.ts'
import { Discovery, endpointName, resolveByTheSystem } from './balancer/hosts/discovery.ts'
import type { DatabaseObserver, DatabaseStatus } from './balancer/hosts/observation.ts'
import { createReadClient } from './balancer/reads/read-client.ts'
import { HEDGE_AFTER_MS } from './balancer/reads/read-execution.ts'
import { ReadFleet } from './balancer/reads/read-fleet.ts'
import type { ReadHost } from './balancer/reads/read-host.ts'
import { createWriteClient } from './balancer/writes/write-client.ts'
import { WriteRoute } from './balancer/writes/write-route.ts'
import type { DatabaseConfiguration, WriterConfiguration } from './configuration.ts'
import { DatabaseUnavailableError } from './errors.ts'
import { HostFactory } from './hosts.ts'
import type { ReadPositions } from './read-positions.ts'
import { createReadPositions } from './read-positions.ts'
import type { Reader } from './reader.ts'
import type { Writer } from './writer.ts'

/** The process's access to the database: two Drizzle instances and what looks after their hosts. */
export interface Database extends ReadPositions {
  readonly reader: Reader
  readonly writer: Writer
  /** Every host, its state and its counts, at this moment. */
  status: () => DatabaseStatus
  /**
   * Lets running queries end and closes every connection; afterwards nothing keeps Node alive.
   *
   * @param within milliseconds for running queries, 5,000 by default; what still runs then is given up
   */
  close: (within?: number) => Promise<void>
}

export interface DatabaseParts {
  /** Told of each change of state. */
  observe?: DatabaseObserver
  /** How names become addresses under `discovery=dns`; the system's way by default. */
  resolve?: Resolve
}

const CLOSE_WITHIN_MS = 5000

/**
 * Opens the database: heartbeats start at once, connections for queries when they are needed. Hosts that are down are no
 * error; they are used as soon as they are well.
 */
export function openDatabase(configuration: DatabaseConfiguration, { observe = () => {}, resolve = resolveByTheSystem }: DatabaseParts = {}): Database {
  const { reader: forReads, writer: forWrites } = configuration
  const history = new ClusterHistory(2 * forReads.options.max_lag)
  const hosts = new HostFactory(history, observe)
  const fleet = new ReadFleet(forReads.options, history, observe)
  const route = new WriteRoute(forWrites.target.hosts.map(endpoint => hosts.writeHost(forWrites, endpoint)), forWrites.options, history, observe)

  const discovered = new Map<string, ReadHost>()
  const discovery = forReads.options.discovery === 'static'
    ? undefined
    : new Discovery(forReads.target.hosts, forReads.options.dns_interval, resolve, {
        joined: (endpoint) => {
          const host = hosts.readHost(forReads, endpoint)
          discovered.set(host.name, host)
          fleet.add(host)
          host.heartbeat.start()
        },
        left: (endpoint) => {
          const host = discovered.get(endpointName(endpoint))
          if (host) void drain(host)
        },
      }, observe)
  const drain = async (host: ReadHost) => {
    discovered.delete(host.name)
    fleet.remove(host)
    await hosts.stopHeartbeat(host.heartbeat)
    await host.replacePool(new DatabaseUnavailableError(`${host.name} has left`), forReads.options.read_timeout)
  }

  const fixed = discovery ? [] : forReads.target.hosts.map(endpoint => hosts.readHost(forReads, endpoint))
  for (const host of fixed) fleet.add(host)
  const named = new Set(fixed.map(({ name }) => name))
  const reserve = forWrites.target.hosts.filter(endpoint => !named.has(endpointName(endpoint))).map(endpoint => hosts.readHost(reserveOf(configuration), endpoint))
  for (const host of reserve) fleet.add(host, { reserve: true })

  hosts.start()
  discovery?.start()
  // Node keeps its list of timers of this length then; else every read's own would make and remove it, at 4 µs.
  const timerList = setInterval(() => {}, HEDGE_AFTER_MS).unref()

  const reader: PostgresJsDatabase = drizzle({ client: createReadClient(templateClient(forReads), fleet) })
  const writer = drizzle({ client: createWriteClient(templateClient(forWrites), route) })
  return {
    reader,
    writer,
    ...createReadPositions(fleet, writer, 2 * forReads.options.max_lag),
    status: () => {
      const [reads, writes] = [fleet.status(), route.status()]
      return {
        hosts: [...reads.hosts, ...writes.hosts],
        waiting: fleet.waiting.size + route.waiting.size,
        overloads: fleet.waiting.overloads + route.waiting.overloads,
        unavailable: reads.unavailable + writes.unavailable,
      }
    },
    close: async (within = CLOSE_WITHIN_MS) => {
      discovery?.stop()
      clearInterval(timerList)
      const forReading = [...fixed, ...discovered.values(), ...reserve]
      fleet.close()
      route.close()
      const closed = new DatabaseUnavailableError('the database is closed')
      await Promise.all([
        ...forReading.map(host => host.replacePool(closed, Math.min(within, forReads.options.read_timeout))),
        ...route.hosts.map(host => host.replacePool(closed, within)),
      ])
      await hosts.stop()
    },
  }
}

/** The writer's hosts, read as the reader reads. */
function reserveOf({ reader, writer }: DatabaseConfiguration) {
  return { target: writer.target, options: { ...reader.options, sslmode: writer.options.sslmode } }
}

/** A client that is never connected: Drizzle looks at its options. */
function templateClient({ target, options }: WriterConfiguration) {
  const [endpoint] = target.hosts
  if (!endpoint) throw new TypeError('a database needs a host')
  return openHostPool({ target, endpoint, options, connections: 1 }).sql
}
