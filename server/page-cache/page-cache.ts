import { LRUCache } from 'lru-cache'

/** What a rendering came to, as far as the cache must know it. */
export interface Rendered {
  /** Whether anybody may be given it; errors are of one request. */
  readonly isForAll: boolean
  /** Whether it says that the database cannot be reached. */
  readonly isUnavailable: boolean
  /** What it holds in memory, which may grow: see `PageCache.resize`. */
  readonly bytes: number
}

/** `beganAt` is when its rendering began, hence before it read anything; by the cache's clock. */
interface Kept<Page> { readonly page: Page, readonly beganAt: number }

/** How a request was answered; `bypass` and `revalidated` are for the caller to say. */
export type PageCacheResult = 'hit' | 'miss' | 'coalesced' | 'stale' | 'bypass' | 'revalidated'

/** A page, and how it was come by. */
export interface Found<Page> {
  readonly result: 'hit' | 'miss' | 'coalesced' | 'stale'
  readonly page: Page
  /** Milliseconds since its rendering began. */
  readonly age: number
}

export interface PageCacheOptions {
  /** What all pages together may hold; 0 keeps none and lets nobody wait for another's. */
  bytes: number
  /** Whether no database host can be read from, as far as is known. */
  isDatabaseDown: () => boolean
  /** A clock in milliseconds that only goes forward. */
  now?: () => number
}

/** What the cache holds and has done since the process started. */
export interface PageCacheStatus {
  readonly results: Readonly<Record<PageCacheResult, number>>
  readonly bytes: number
  readonly entries: number
  /** Pages that went because others needed their place. */
  readonly evictions: number
}

/** Milliseconds from the start of a page's reading within which it is given to others. */
export const FRESH_MS = 1_000
/** Milliseconds after which a page is not even given while the database is down. */
export const STALE_AT_MOST_MS = 3_600_000
/** An entry's own objects, about; so that very many very small pages are bounded as well. */
const ENTRY_BYTES = 1_024

interface UnderWay<Page> { readonly beganAt: number, readonly rendering: Promise<Page> }

/**
 * Pages that were rendered a moment ago, in memory. Nobody is given one that had been read longer than a second before they
 * asked, unless the database is down; those who ask for the same one at once wait for one rendering.
 */
export class PageCache<Page extends Rendered> {
  readonly #isDatabaseDown: () => boolean
  readonly #now: () => number
  readonly #kept: LRUCache<string, Kept<Page>> | undefined
  readonly #underWay = new Map<string, UnderWay<Page>>()
  readonly #results: Record<PageCacheResult, number> = { hit: 0, miss: 0, coalesced: 0, stale: 0, bypass: 0, revalidated: 0 }
  #evictions = 0

  constructor({ bytes, isDatabaseDown, now = () => performance.now() }: PageCacheOptions) {
    this.#isDatabaseDown = isDatabaseDown
    this.#now = now
    this.#kept = bytes > 0
      ? new LRUCache({
          maxSize: bytes,
          sizeCalculation: ({ page }, key) => page.bytes + 2 * key.length + ENTRY_BYTES,
          dispose: (_kept, _key, reason) => {
            if (reason === 'evict') this.#evictions++
          },
        })
      : undefined
  }

  /** To be told of each request once, for the metrics. */
  count(result: PageCacheResult): void {
    this.#results[result]++
  }

  /** The page under this key if anybody may be given it now. */
  fresh(key: string): Found<Page> | undefined {
    const found = this.#look(key)
    return found?.result === 'hit' ? found : undefined
  }

  /**
   * The page under this key: kept, awaited with others, or rendered.
   *
   * @param render makes it anew; what it makes that is not for all goes to this caller alone
   * @throws what `render` rejects with, to the caller whose rendering it was
   */
  async find(key: string, render: () => Promise<Page>): Promise<Found<Page>> {
    if (!this.#kept) return { result: 'miss', page: await render(), age: 0 }
    const present = this.#look(key)
    if (present && (present.result === 'hit' || this.#isDatabaseDown())) return present

    const others = this.#underWay.get(key)
    if (others && this.#age(others) < FRESH_MS) {
      const page = await others.rendering.catch(() => undefined)
      if (page?.isForAll) return { result: 'coalesced', page, age: this.#age(others) }
      const instead = this.fresh(key) ?? this.#insteadOf(page, key)
      if (instead) return instead
      // Another's failure is not this caller's: they may have better luck, and else an error of their own.
    }
    const page = await this.#begin(key, render)
    return this.#insteadOf(page, key) ?? { result: 'miss', page, age: 0 }
  }

  /** Takes note that a page under this key holds more than it did. */
  resize(key: string, page: Page): void {
    const kept = this.#kept?.peek(key)
    // The same object would keep its old size.
    if (kept?.page === page) this.#kept?.set(key, { ...kept })
  }

  status(): PageCacheStatus {
    return { results: this.#results, bytes: this.#kept?.calculatedSize ?? 0, entries: this.#kept?.size ?? 0, evictions: this.#evictions }
  }

  #age({ beganAt }: { beganAt: number }): number {
    return this.#now() - beganAt
  }

  #look(key: string): Found<Page> | undefined {
    const kept = this.#kept?.get(key)
    if (!kept) return undefined
    const age = this.#age(kept)
    return age < STALE_AT_MOST_MS ? { result: age < FRESH_MS ? 'hit' : 'stale', page: kept.page, age } : undefined
  }

  /** What is given in place of a rendering that found no database. */
  #insteadOf(page: Page | undefined, key: string): Found<Page> | undefined {
    return page?.isUnavailable ? this.#look(key) : undefined
  }

  /** Renders, for all who ask for it from now on. */
  #begin(key: string, render: () => Promise<Page>): Promise<Page> {
    const own: UnderWay<Page> = { beganAt: this.#now(), rendering: render() }
    this.#underWay.set(key, own)
    void own.rendering.then(page => this.#keep(key, own.beganAt, page), () => {}).finally(() => {
      if (this.#underWay.get(key) === own) this.#underWay.delete(key)
    })
    return own.rendering
  }

  #keep(key: string, beganAt: number, page: Page): void {
    const kept = this.#kept?.peek(key)
    // A slow rendering may end after one that began later.
    if (page.isForAll && (!kept || kept.beganAt < beganAt)) this.#kept?.set(key, { page, beganAt })
  }
}
