import { median, printRatio } from './figures.ts'
import { clientOverStubs, slotServer } from './stub-hosts.ts'

const SIZES = [1, 2, 4, 8]
const SLOTS = 10
const SERVICE_MS = 5
/** Four for each slot: twice what the hosts are given at a time, so that some always wait. */
const CALLERS_PER_HOST = 4 * SLOTS

/** Reads in a second over so many hosts, with more callers than they can serve at a time. */
async function throughput(hosts: number, milliseconds: number): Promise<number> {
  const client = clientOverStubs(Array.from({ length: hosts }, () => slotServer(SLOTS, SERVICE_MS)))
  const begun = performance.now()
  let done = 0
  await Promise.all(Array.from({ length: hosts * CALLERS_PER_HOST }, async () => {
    while (performance.now() - begun < milliseconds) {
      await client.unsafe('', [], { prepare: true }).values()
      done++
    }
  }))
  return done / ((performance.now() - begun) / 1000)
}

/**
 * Hosts of a fixed service time behind the layer's own fleet: what the layer leaves of N hosts' strength. Simulated, since
 * the hosts of one machine share its cores.
 */
export async function measureScaleOut(rounds: number, seconds: number): Promise<void> {
  const rates = new Map(SIZES.map((size): [number, number[]] => [size, []]))
  for (const size of SIZES) await throughput(size, 300)
  for (let round = 0; round < rounds; round++) {
    for (const size of round % 2 ? SIZES.toReversed() : SIZES) rates.get(size)?.push(await throughput(size, seconds * 1000))
  }
  const rate = (size: number) => median(rates.get(size) ?? [])
  console.table(Object.fromEntries(SIZES.map(size => [`${size} hosts of ${SLOTS} x ${SERVICE_MS} ms`, {
    'reads/s': Math.round(rate(size)), 'of one host': Number((rate(size) / rate(1)).toFixed(2)),
  }])))
  for (const size of SIZES.slice(1)) printRatio(`${size} hosts / (${size} x 1 host)`, rate(size) / rate(1) / size, 'goal: at least 0.95')
}
