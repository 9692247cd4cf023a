/** One read in twenty may be asked of a second host; unused chances are kept for one burst of as many reads as a frozen host may hold. */
const SHARE = 0.05
const BURST = 20

/**
 * How many reads may be asked twice. Without a cap, hedging would double the load of every query that is slow for good
 * reason; with it, at most 5 % more reads, beside a burst of 20. After Dean and Barroso, "The Tail at Scale", CACM 56(2), 2013.
 */
export class HedgeBudget {
  #chances = BURST

  /** A read was made. */
  earn(): void {
    if (this.#chances < BURST) this.#chances += SHARE
  }

  /** @returns whether a read may be asked of a second host; it is counted */
  spend(): boolean {
    if (this.#chances < 1) return false
    this.#chances--
    return true
  }
}
