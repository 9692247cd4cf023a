export interface Random {
  readonly seed: number
  /** A whole number from 0 up to, not including, the limit. */
  below: (limit: number) => number
}

/** Numbers that a seed repeats: FAULTS_SEED if it is set, otherwise a new one, which the test prints. */
export function createRandom(): Random {
  const seed = Number(process.env.FAULTS_SEED) || Date.now() % 1_000_000
  // Mulberry32.
  let state = seed
  const next = () => {
    state = (state + 0x6D2B79F5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { seed, below: limit => Math.floor(next() * limit) }
}
