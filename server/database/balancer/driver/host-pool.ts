import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import type { ConnectionOptions } from '../../configuration.ts'
import type { ConnectionTarget, HostAddress } from '../../connection-url.ts'
import { refuseStrangers } from './first-answer.ts'

/** Where a host is: its name, and the address it was found at if a resolver was asked. */
export interface HostEndpoint extends HostAddress { readonly address?: string }

/** Connections to one host. */
export interface HostPool {
  readonly sql: postgres.Sql
  /** How many sockets are open or opening. */
  openSockets(): number
  /**
   * Ends it: queries under way have so many milliseconds, then they reject; sockets are destroyed, nothing keeps Node alive.
   */
  destroy(within?: number): Promise<void>
}

export interface HostPoolOptions {
  target: Omit<ConnectionTarget, 'hosts' | 'options'>
  endpoint: HostEndpoint
  options: Pick<ConnectionOptions, 'application_name' | 'connect_timeout' | 'sslmode'>
  /** How many; postgres.js pipelines, so a few carry many queries at once. */
  connections: number
  /** Settings of each session, by Postgres' names. */
  session?: Readonly<Record<string, string | number | boolean>>
  /** Told when a connection is lost or closed. */
  onClose?: () => void
  /** Whether connections are replaced after a while, as postgres.js does by default, between 30 and 60 minutes. */
  renewed?: boolean
}

/**
 * Opens a pool to one host, and never to several: postgres.js treats a list of hosts as failover,
 * sends every query to the first, and hangs when all are down. Connects on first use.
 */
export function openHostPool({ target, endpoint, options, connections, session = {}, onClose, renewed = true }: HostPoolOptions): HostPool {
  const sockets = new Set<Socket>()
  let destroyed = false
  const openSocket = () => {
    if (destroyed) throw new Error(`the pool of ${endpoint.host}:${endpoint.port} is closed`)
    for (const socket of sockets) if (socket.destroyed) sockets.delete(socket)
    const socket = connect({ host: endpoint.address ?? endpoint.host, port: endpoint.port, noDelay: true })
    sockets.add(socket)
    refuseStrangers(socket)
    // While it connects postgres.js takes a closed connection for a reason to connect again, at once and for ever: an error ends that.
    socket.once('end', () => socket.destroy(Object.assign(new Error('the server closed the connection'), { code: 'CONNECTION_CLOSED' })))
    // postgres.js reads the name for TLS from here, and writes before the connection stands, which Node buffers.
    return Object.assign(socket, { host: endpoint.host })
  }
  const settings = {
    host: endpoint.host,
    port: endpoint.port,
    user: target.user,
    ...(target.password === undefined ? {} : { password: target.password }),
    database: target.database,
    ssl: options.sslmode === 'disable' ? false : options.sslmode,
    max: connections,
    connect_timeout: options.connect_timeout / 1000,
    ...(renewed ? {} : { max_lifetime: null }),
    // The default backoff grows to 20 s: a host that is back would stay unused for that long.
    backoff: () => 0,
    // Lists are asked for as JSON, so the look-up of array types at every connect is not needed.
    fetch_types: false,
    onnotice: () => {},
    ...(onClose ? { onclose: onClose } : {}),
    socket: openSocket,
    connection: { application_name: options.application_name, ...session },
  }
  const sql = postgres(settings)
  // Drizzle sets its parsers and serializers on a client that it is given; every pool needs them.
  drizzle({ client: sql })
  return {
    sql,
    openSockets: () => [...sockets].filter(socket => !socket.destroyed).length,
    async destroy(within = 0) {
      const cut = () => {
        destroyed = true
        for (const socket of sockets) socket.on('error', () => {}).destroy()
        sockets.clear()
      }
      // Before anything else: what is given up must not reach the server any more.
      if (within === 0) cut()
      // It rejects what waits, but leaves the socket of a host that does not answer open.
      await sql.end({ timeout: within / 1000 }).catch(() => {})
      cut()
    },
  }
}
