import { getTableName } from 'drizzle-orm'
import type { HostEndpoint, HostPool } from './balancer/driver/host-pool.ts'
import { openHostPool } from './balancer/driver/host-pool.ts'
import type { ClusterHistory } from './balancer/heartbeats/cluster-history.ts'
import { Heartbeat } from './balancer/heartbeats/heartbeat.ts'
import type { HostFailure } from './balancer/heartbeats/host-failure.ts'
import { endpointName } from './balancer/hosts/discovery.ts'
import type { DatabaseObserver } from './balancer/hosts/observation.ts'
import { CONNECTIONS_PER_HOST } from './balancer/hosts/pooled-host.ts'
import { ReadHost } from './balancer/reads/read-host.ts'
import { WriteHost } from './balancer/writes/write-host.ts'
import type { ReaderConfiguration, WriterConfiguration } from './configuration.ts'
import { articles } from './schema/index.ts'

const schemaTable = getTableName(articles)

/** Settings of a connection for reads. */
function readerSession(readTimeout: number) {
  return {
    // Refuses writes on a primary too.
    default_transaction_read_only: true,
    // Who asked has gone by then.
    statement_timeout: Math.ceil(readTimeout),
    // Reads are few, prepared, and written to have one good plan: planning each anew costs more than running it.
    plan_cache_mode: 'force_generic_plan',
  }
}

/** Makes hosts. One heartbeat looks after a host for reads and for writes, if both go there as the same user with the same options. */
export class HostFactory {
  readonly #history: ClusterHistory
  readonly #heartbeats = new Map<string, Heartbeat>()

  readonly #observe: DatabaseObserver

  constructor(history: ClusterHistory, observe: DatabaseObserver) {
    this.#history = history
    this.#observe = observe
  }

  readHost(configuration: ReaderConfiguration, endpoint: HostEndpoint): ReadHost {
    return new ReadHost(endpointName(endpoint), this.#heartbeat(configuration, endpoint), () => openReadPool(configuration, endpoint))
  }

  writeHost(configuration: WriterConfiguration, endpoint: HostEndpoint): WriteHost {
    return new WriteHost(endpointName(endpoint), this.#heartbeat(configuration, endpoint), () => openWritePool(configuration, endpoint))
  }

  #heartbeat({ target, options }: WriterConfiguration, endpoint: HostEndpoint): Heartbeat {
    const { sslmode, host_recheck: recheck, connect_timeout: connectTimeout } = options
    const key = JSON.stringify([endpointName(endpoint), target.user, target.password, target.database, sslmode, recheck, connectTimeout])
    const known = this.#heartbeats.get(key)
    if (known) return known
    const heartbeat = new Heartbeat({ target, endpoint, options, schemaTable })
    this.#follow(heartbeat, endpointName(endpoint))
    this.#heartbeats.set(key, heartbeat)
    return heartbeat
  }

  /** The history learns of each heartbeat before anybody else; changes are observed once for each host. */
  #follow(heartbeat: Heartbeat, host: string): void {
    let known: HostFailure['kind'] | undefined
    heartbeat.listen({
      reported: (report) => {
        this.#history.observe(report)
        if (known) this.#observe({ type: 'host-up', host })
        known = undefined
      },
      hesitated: () => {},
      failed: (failure) => {
        if (known !== failure.kind) this.#observe({ type: 'host-down', host, failure })
        known = failure.kind
      },
    })
  }

  start(): void {
    for (const heartbeat of this.#heartbeats.values()) heartbeat.start()
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#heartbeats.values()].map(heartbeat => heartbeat.stop()))
  }

  async stopHeartbeat(heartbeat: Heartbeat): Promise<void> {
    for (const [key, known] of this.#heartbeats) if (known === heartbeat) this.#heartbeats.delete(key)
    await heartbeat.stop()
  }
}

function openReadPool({ target, options }: ReaderConfiguration, endpoint: HostEndpoint): HostPool {
  return openHostPool({ target, endpoint, options, connections: CONNECTIONS_PER_HOST, session: readerSession(options.read_timeout) })
}

/** @param connections how many; one is enough for a session-level lock */
export function openWritePool({ target, options }: WriterConfiguration, endpoint: HostEndpoint, connections = CONNECTIONS_PER_HOST): HostPool {
  return openHostPool({ target, endpoint, options, connections })
}
