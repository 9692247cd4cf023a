/** Somebody who waits for a host. */
export interface Waiting { resume: () => void }

/** First come, first served, and never longer than the limit: a longer line would not be served before its deadlines. */
export class WaitingLine {
  readonly limit: number
  readonly #line = new Set<Waiting>()
  #overloads = 0

  constructor(limit = 1000) {
    this.limit = limit
  }

  get size(): number {
    return this.#line.size
  }

  /** How many were turned away. */
  get overloads(): number {
    return this.#overloads
  }

  /** @returns false when too many wait already */
  join(waiting: Waiting): boolean {
    if (this.#line.size >= this.limit) {
      this.#overloads++
      return false
    }
    this.#line.add(waiting)
    return true
  }

  leave(waiting: Waiting): void {
    this.#line.delete(waiting)
  }

  /** Wakes those who have waited longest, each once, for as long as there is room. */
  serve(hasRoom: () => boolean): void {
    // Who is woken in vain joins again at the end.
    let left = this.#line.size
    for (const waiting of this.#line) {
      if (left-- === 0 || !hasRoom()) return
      if (this.#line.delete(waiting)) waiting.resume()
    }
  }
}
