import { lookup } from 'node:dns/promises'
import type { HostAddress } from '../../connection-url.ts'
import { describeFailure } from '../../errors.ts'
import type { HostEndpoint } from '../driver/host-pool.ts'
import type { DatabaseObserver } from './observation.ts'

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly string[]>

/** As every other program on this machine resolves it: /etc/hosts, search domains and all. */
export const resolveByTheSystem: Resolve = async name => (await lookup(name, { all: true })).map(({ address }) => address)

export interface DiscoveryListener {
  joined: (endpoint: HostEndpoint) => void
  left: (endpoint: HostEndpoint) => void
}

/** How an endpoint is called: `name:port`, with the address where it was discovered. */
export function endpointName({ host, port, address }: HostEndpoint): string {
  const text = host.includes(':') ? `[${host}]` : host
  return address === undefined ? `${text}:${port}` : `${text}:${port} (${address})`
}

/** Keeps the endpoints behind names that stand for several hosts, such as a headless service of Kubernetes. */
export class Discovery {
  readonly #names: readonly HostAddress[]
  readonly #interval: number
  readonly #resolve: Resolve
  readonly #listener: DiscoveryListener
  readonly #observe: DatabaseObserver
  readonly #endpoints = new Map<string, HostEndpoint>()
  readonly #failing = new Set<string>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  #stopped = false

  /** @param interval milliseconds between two looks */
  constructor(names: readonly HostAddress[], interval: number, resolve: Resolve, listener: DiscoveryListener, observe: DatabaseObserver) {
    this.#names = names
    this.#interval = interval
    this.#resolve = resolve
    this.#listener = listener
    this.#observe = observe
  }

  start(): void {
    for (const name of this.#names) void this.#round(name)
  }

  stop(): void {
    this.#stopped = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }

  /** Each name for itself: a look-up that hangs holds up no other. */
  async #round(name: HostAddress): Promise<void> {
    await this.#lookUp(name)
    if (!this.#stopped) this.#timers.set(endpointName(name), setTimeout(() => void this.#round(name), this.#interval))
  }

  async #lookUp({ host, port }: HostAddress): Promise<void> {
    try {
      const addresses = await this.#resolve(host)
      // An empty answer is what a resolver gives while it starts: never a reason to let go of hosts that work.
      if (addresses.length === 0) throw new Error('no addresses')
      if (!this.#stopped) this.#update({ host, port }, new Set(addresses))
      this.#failing.delete(host)
    }
    catch (error) {
      if (this.#failing.has(host) || this.#stopped) return
      this.#failing.add(host)
      this.#observe({ type: 'resolver-failed', name: host, message: describeFailure(error) })
    }
  }

  #update(name: HostAddress, addresses: ReadonlySet<string>): void {
    for (const address of addresses) {
      const endpoint = { ...name, address }
      const key = endpointName(endpoint)
      if (this.#endpoints.has(key)) continue
      this.#endpoints.set(key, endpoint)
      this.#observe({ type: 'host-joined', host: key })
      this.#listener.joined(endpoint)
    }
    for (const [key, endpoint] of this.#endpoints) {
      if (endpoint.host !== name.host || endpoint.port !== name.port || addresses.has(endpoint.address ?? '')) continue
      this.#endpoints.delete(key)
      this.#observe({ type: 'host-left', host: key })
      this.#listener.left(endpoint)
    }
  }
}
