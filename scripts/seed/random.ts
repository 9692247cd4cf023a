/** Numbers that look random and are the same on every run and machine. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  fraction: () => number
  /** A whole number from `least` to `most`, both included. */
  between: (least: number, most: number) => number
  chance: (probability: number) => boolean
  /** Any of the choices, which must not be none. */
  pick: <Choice>(choices: readonly Choice[]) => Choice
  /** Up to `count` different choices, in random order. */
  sample: <Choice>(choices: readonly Choice[], count: number) => Choice[]
}

/** MurmurHash3's finaliser: every bit of the input changes about half of the output. */
function mix(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** One number out of several whole ones, 0 to 2^32 - 1. */
export function hash(...numbers: readonly number[]): number {
  return numbers.reduce((state, number) => mix(Math.imul(state, 31) + mix(number + 0x9e3779b9)), 0)
}

/**
 * A sequence of its own for each list of whole numbers: Mulberry32 (Tommy Ettinger, public domain).
 */
export function createRandom(...seed: readonly number[]): Random {
  let state = hash(...seed)
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number): number => least + Math.floor(fraction() * (most - least + 1))
  const pick = <Choice>(choices: readonly Choice[]): Choice => {
    const choice = choices[between(0, choices.length - 1)]
    if (choice === undefined) throw new RangeError('nothing to pick from')
    return choice
  }
  const sample = <Choice>(choices: readonly Choice[], count: number): Choice[] => {
    const rest = [...choices]
    return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(between(0, rest.length - 1), 1)).flat()
  }
  return { fraction, between, chance: probability => fraction() < probability, pick, sample }
}
