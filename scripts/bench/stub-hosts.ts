import postgres from 'postgres'
import { ClusterHistory } from '../../server/database/balancer/heartbeats/cluster-history.ts'
import type { HeartbeatListener } from '../../server/database/balancer/heartbeats/heartbeat.ts'
import { Heartbeat } from '../../server/database/balancer/heartbeats/heartbeat.ts'
import { createReadClient } from '../../server/database/balancer/reads/read-client.ts'
import { ReadFleet } from '../../server/database/balancer/reads/read-fleet.ts'
import { ReadHost } from '../../server/database/balancer/reads/read-host.ts'

/** What a stub answers a query. */
type Answer = () => Promise<unknown[]>

/** A heartbeat that has been well once and asks nobody. */
class StubHeartbeat extends Heartbeat {
  #listener: HeartbeatListener | undefined

  constructor() {
    super({
      target: { user: 'bench', password: undefined, database: 'bench' },
      endpoint: { host: 'stub', port: 1 },
      options: { application_name: 'bench', connect_timeout: 1000, sslmode: 'disable', host_recheck: 1000 },
      schemaTable: 'articles',
    })
  }

  override listen(listener: HeartbeatListener): void {
    this.#listener = listener
  }

  beatOnce(): void {
    this.#listener?.reported({
      askedAt: performance.now(), version: 180_000, role: 'standby', readOnly: true, position: { system: '1', timeline: 1, lsn: 1n },
      flushed: undefined, received: 1n, replayAge: 0, migrated: true,
    })
  }
}

/** A client that is never connected and has every query answered by `answer`. */
export function stubClient(answer: Answer): postgres.Sql {
  const query = { values: answer }
  const unsafe = () => query
  return new Proxy(postgres({ max: 1 }), {
    get: (target, property) => property === 'unsafe' ? unsafe : Reflect.get(target, property),
  })
}

/** The layer's own client over hosts that `answers` stand for; nothing of it is a server. */
export function clientOverStubs(answers: readonly Answer[]): postgres.Sql {
  const fleet = new ReadFleet({
    load_balance_hosts: 'round_robin', target_session_attrs: 'any', max_lag: 10_000, read_timeout: 10_000, discovery: 'static',
  }, new ClusterHistory(20_000), () => {})
  for (const [index, answer] of answers.entries()) {
    const heartbeat = new StubHeartbeat()
    const sql = stubClient(answer)
    fleet.add(new ReadHost(`stub-${index}`, heartbeat, () => ({ sql, openSockets: () => 0, destroy: () => Promise.resolve() })))
    heartbeat.beatOnce()
  }
  return createReadClient(postgres({ max: 1 }), fleet)
}

/** A server that works on so many queries at a time, each for so many milliseconds; the rest waits. */
export function slotServer(slots: number, milliseconds: number): Answer {
  const waiting: (() => void)[] = []
  let free = slots
  const serve = (done: (rows: unknown[]) => void) => {
    free--
    setTimeout(() => {
      free++
      waiting.shift()?.()
      done([])
    }, milliseconds)
  }
  return () => new Promise((resolve) => {
    if (free > 0) serve(resolve)
    else waiting.push(() => serve(resolve))
  })
}
