import type { LocalCluster, LocalClusterNode } from '../../../scripts/local-cluster/index.ts'
import type { FaultyLink } from '../../support/faulty-link.ts'
import { delayReplay, pauseReplay, resumeReplay } from '../../support/replay.ts'
import { currentPrimary, follow, switchover } from '../../support/switchover.ts'
import type { Fault, LastingFault, Step } from './fault-schedule.ts'

const sleep = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))
const DELAY_MS = 300

/** Breaks hosts of a cluster, each behind a link of its own, and makes them good again. */
export class FaultInjection {
  readonly #cluster: LocalCluster
  readonly #links: readonly FaultyLink[]
  readonly #started = new Set<LocalClusterNode>()
  #primary: LocalClusterNode

  /** @param links in the order of the cluster's nodes */
  constructor(cluster: LocalCluster, links: readonly FaultyLink[], primary: LocalClusterNode) {
    this.#cluster = cluster
    this.#links = links
    this.#primary = primary
  }

  /** Resolves when all the faults are over; the hosts may still need a moment. */
  async run(step: Step): Promise<void> {
    await Promise.all(step.map(fault => this.#run(fault)))
    // Standbys are started as the cluster first was; after a switchover their primary is another. All hosts run by now.
    for (const node of this.#started) if (node !== this.#primary) await follow(node, this.#primary)
    this.#started.clear()
  }

  async #run(fault: Fault): Promise<void> {
    const node = this.#cluster.nodes[fault.host]
    const link = this.#links[fault.host]
    if (!node || !link) throw new RangeError(`there is no host ${fault.host}`)
    if (fault.kind === 'switchover') {
      if (node === this.#primary) return
      await switchover(this.#cluster, node)
      this.#primary = await currentPrimary(this.#cluster)
      return
    }
    await this.#lasting(fault.kind, node, link, fault.lasts)
  }

  async #lasting(kind: LastingFault, node: LocalClusterNode, link: FaultyLink, lasts: number): Promise<void> {
    switch (kind) {
      case 'kill':
        await node.kill()
        await sleep(lasts)
        return this.#startAgain(node)
      case 'restart':
        await node.stop()
        return this.#startAgain(node)
      case 'freeze':
        node.freeze()
        await sleep(lasts)
        return node.thaw()
      case 'drop packets':
        await link.drop()
        await sleep(lasts)
        return link.restore()
      case 'cut link':
        await link.cut()
        await sleep(lasts)
        return link.restore()
      case 'pause replay':
      case 'delay replay':
        if (node === this.#primary) return
        await (kind === 'pause replay' ? pauseReplay(node) : delayReplay(node, DELAY_MS))
        await sleep(lasts)
        return kind === 'pause replay' ? resumeReplay(node) : delayReplay(node, 0)
    }
  }

  async #startAgain(node: LocalClusterNode): Promise<void> {
    await node.start()
    this.#started.add(node)
  }
}
