import { createRandom } from '../../../scripts/seed/random.ts'

/** Faults that hit one host for a while and are then made good. */
const lasting = ['kill', 'freeze', 'restart', 'pause replay', 'delay replay', 'drop packets', 'cut link'] as const
export type LastingFault = (typeof lasting)[number]

export type Fault
  = | { kind: LastingFault, host: number, /** Milliseconds. */ lasts: number }
    | { kind: 'switchover', host: number }

/** Faults that begin together; the next step waits until all is well again. */
export type Step = readonly Fault[]

/**
 * Steps without end, the same for the same seed; the first is always a kill. One or two hosts are hit at a time, so that one of three is always well; a
 * switchover comes alone, for it needs all of them.
 *
 * @param hosts how many there are
 */
export function* faultSchedule(seed: number, hosts: number): Generator<Step> {
  const random = createRandom(seed)
  const indexes = Array.from({ length: hosts }, (_, index) => index)
  // Something that nobody survives who sends reads to a dead host.
  yield [{ kind: 'kill', host: hosts - 1, lasts: 1000 }]
  for (;;) {
    if (random.chance(0.12)) {
      yield [{ kind: 'switchover', host: random.pick(indexes) }]
      continue
    }
    const hit = random.sample(indexes, random.chance(0.3) ? 2 : 1)
    yield hit.map(host => ({ kind: random.pick(lasting), host, lasts: random.between(100, 3000) }))
  }
}

export function describeStep(step: Step): string {
  return step.map(fault => fault.kind === 'switchover' ? `switchover to ${fault.host}` : `${fault.kind} of ${fault.host} for ${fault.lasts} ms`).join(' with ')
}
