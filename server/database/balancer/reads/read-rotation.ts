import type { BalancingOptions } from '../../configuration.ts'
import { createPick } from './pick.ts'
import type { ReadHost } from './read-host.ts'

export type RotationOptions = Pick<BalancingOptions, 'load_balance_hosts' | 'target_session_attrs'>

/** Whose turn it is among the hosts for reads. */
export class ReadRotation {
  readonly #options: RotationOptions
  readonly #choose: ReturnType<typeof createPick<ReadHost>>
  /** Asked in turn. */
  readonly #hosts: ReadHost[] = []
  /** The writer's hosts that reads do not name: for a visitor whose write nobody else has replayed. */
  readonly #reserve: ReadHost[] = []
  #inTurn: readonly ReadHost[] = []

  constructor(options: RotationOptions) {
    this.#options = options
    this.#choose = createPick(options.load_balance_hosts)
  }

  /** The hosts that reads name, also those that are out. */
  get hosts(): readonly ReadHost[] {
    return this.#hosts
  }

  /** Whether no host may be asked in turn. */
  get isEmpty(): boolean {
    return this.#inTurn.length === 0
  }

  add(host: ReadHost, reserve: boolean): void {
    (reserve ? this.#reserve : this.#hosts).push(host)
  }

  remove(host: ReadHost): void {
    const index = this.#hosts.indexOf(host)
    if (index >= 0) this.#hosts.splice(index, 1)
  }

  clear(): void {
    this.#hosts.length = 0
    this.#reserve.length = 0
    this.#inTurn = []
  }

  isReserve(host: ReadHost): boolean {
    return this.#reserve.includes(host)
  }

  /** To be called whenever a host was admitted, ejected, doubted, trusted again, or has another role. */
  refresh(): void {
    const fit = this.#ofTheRole(this.#hosts.filter(host => host.admitted))
    const sure = fit.filter(host => !host.doubted)
    this.#inTurn = sure.length > 0 ? sure : fit
  }

  /** Whether its role is one that reads want, were there no other host. */
  isWanted(host: ReadHost): boolean {
    return this.#ofTheRole([host]).length > 0
  }

  #ofTheRole(hosts: readonly ReadHost[]): readonly ReadHost[] {
    const wanted = this.#options.target_session_attrs
    if (wanted === 'any') return hosts
    const standbys = hosts.filter(host => host.role === 'standby')
    if (wanted === 'standby' || (wanted === 'prefer-standby' && standbys.length > 0)) return standbys
    return hosts.filter(host => host.role === 'primary')
  }

  /** The host whose turn it is; undefined when none fits. */
  pick(fits: (host: ReadHost) => boolean): ReadHost | undefined {
    return this.#choose(this.#inTurn, fits)
  }

  /** Like `pick`, and of the others that are in use where none of those in turn fits. */
  pickAny(fits: (host: ReadHost) => boolean): ReadHost | undefined {
    return this.pick(fits) ?? this.#all().find(host => host.admitted && fits(host))
  }

  /** Whether any host that is in use, also one that is not in turn, could take one more. */
  hasRoom(): boolean {
    return this.#all().some(host => host.admitted && host.hasRoom)
  }

  #all(): ReadHost[] {
    return [...this.#hosts, ...this.#reserve]
  }
}
