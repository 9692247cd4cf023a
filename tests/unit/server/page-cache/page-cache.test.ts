import { describe, expect, it } from 'vitest'
import type { Rendered } from '../../../../server/page-cache/page-cache.ts'
import { FRESH_MS, PageCache, STALE_AT_MOST_MS } from '../../../../server/page-cache/page-cache.ts'

interface TestPage extends Rendered { name: string, bytes: number }

const page = (name: string, parts: Partial<TestPage> = {}): TestPage => ({ name, isForAll: true, isUnavailable: false, bytes: 1_000, ...parts })
const unavailable = page('503', { isForAll: false, isUnavailable: true })

function createCache(bytes = 100_000) {
  const state = { now: 0, isDown: false, renderings: 0 }
  const cache = new PageCache<TestPage>({ bytes, isDatabaseDown: () => state.isDown, now: () => state.now })
  const find = async (key: string, rendered: TestPage | Promise<TestPage> = page(key)) => {
    const { result, page: { name } } = await cache.find(key, async () => {
      state.renderings++
      return await rendered
    })
    return `${result} ${name}`
  }
  /** Asks for a page whose rendering ends when it is told how. */
  const findSlowly = (key: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<TestPage>()
    return { answer: find(key, promise), resolve, reject }
  }
  return { cache, state, find, findSlowly }
}

describe('a page that was rendered', () => {
  it('is given to others for a second, and then rendered anew', async () => {
    const { find, state, cache } = createCache()
    expect(await find('/')).toBe('miss /')
    state.now = FRESH_MS - 1
    expect(await find('/')).toBe('hit /')
    state.now = FRESH_MS
    expect(cache.fresh('/')).toBeUndefined()
    expect(await find('/')).toBe('miss /')
    expect(state.renderings).toBe(2)
  })

  it('is as old as the start of its rendering, not its end', async () => {
    const { findSlowly, state, cache } = createCache()
    const slow = findSlowly('/')
    state.now = FRESH_MS - 1
    slow.resolve(page('slow'))
    expect(await slow.answer).toBe('miss slow')
    expect(cache.fresh('/')).toMatchObject({ age: FRESH_MS - 1 })
    state.now = FRESH_MS
    expect(cache.fresh('/')).toBeUndefined()
  })

  it('does not take the place of one that was read later', async () => {
    const { find, findSlowly, state, cache } = createCache()
    const slow = findSlowly('/')
    state.now = FRESH_MS
    expect(await find('/', page('new'))).toBe('miss new')
    slow.resolve(page('old'))
    expect(await slow.answer).toBe('miss old')
    expect(cache.fresh('/')).toMatchObject({ page: { name: 'new' } })
  })

  it('is one rendering for all who ask meanwhile', async () => {
    const { find, findSlowly, state } = createCache()
    const first = findSlowly('/')
    const others = [find('/'), find('/')]
    first.resolve(page('one'))
    expect(await Promise.all([first.answer, ...others])).toEqual(['miss one', 'coalesced one', 'coalesced one'])
    expect(state.renderings).toBe(1)
  })

  it('goes when others need its place, the one that was asked for longest ago first', async () => {
    const { find, cache } = createCache(3 * 2_100)
    for (const key of ['a', 'b', 'c']) await find(key)
    await find('a')
    await find('d')
    expect(['a', 'b', 'c', 'd'].filter(key => cache.fresh(key))).toEqual(['a', 'c', 'd'])
    expect(cache.status()).toMatchObject({ entries: 3, evictions: 1 })
  })

  it('may come to hold more, which is counted', async () => {
    const { cache } = createCache(6_000)
    const growing = page('a')
    await cache.find('a', () => Promise.resolve(growing))
    await cache.find('b', () => Promise.resolve(page('b')))
    const before = cache.status().bytes
    growing.bytes += 1_500
    cache.resize('a', growing)
    expect(cache.status().bytes).toBe(before + 1_500)
    growing.bytes += 1_500
    cache.resize('a', growing)
    expect(cache.status()).toMatchObject({ entries: 1, evictions: 1 })
  })

  it('is not kept where it alone is more than may be held', async () => {
    const { find, cache } = createCache(1_500)
    expect(await find('/')).toBe('miss /')
    expect(await find('/')).toBe('miss /')
    expect(cache.status()).toMatchObject({ entries: 0, bytes: 0 })
  })
})

describe('a rendering that failed', () => {
  it('is the error of the one who asked; the others each try for themselves', async () => {
    const { find, findSlowly, state } = createCache()
    const first = findSlowly('/')
    const second = find('/', page('better luck'))
    first.reject(new Error('broken'))
    await expect(first.answer).rejects.toThrow('broken')
    expect(await second).toBe('miss better luck')
    expect(state.renderings).toBe(2)
  })

  it('is not kept, nor is a page of one visitor', async () => {
    const { find, cache } = createCache()
    expect(await find('/', page('not found', { isForAll: false }))).toBe('miss not found')
    expect(cache.status().entries).toBe(0)
  })
})

describe('while the database is down', () => {
  it('the last page is given at once, up to an hour old', async () => {
    const { find, state } = createCache()
    await find('/')
    state.isDown = true
    state.now = STALE_AT_MOST_MS - 1
    expect(await find('/')).toBe('stale /')
    expect(state.renderings).toBe(1)
    state.now = STALE_AT_MOST_MS
    expect(await find('/', unavailable)).toBe('miss 503')
  })

  it('the last page is given when only rendering shows it, and at once to those who wait as well', async () => {
    const { find, findSlowly, state } = createCache()
    await find('/')
    state.now = 12_000
    const first = findSlowly('/')
    const second = find('/', page('new'))
    first.resolve(unavailable)
    expect(await Promise.all([first.answer, second])).toEqual(['stale /', 'stale /'])
    expect(state.renderings, 'with the first one').toBe(2)
  })

  it('a page that nobody has read is the error', async () => {
    const { find, state } = createCache()
    state.isDown = true
    expect(await find('/', unavailable)).toBe('miss 503')
  })

  it('and comes back, the page is rendered anew', async () => {
    const { find, state } = createCache()
    await find('/')
    state.now = 5_000
    expect(await find('/', page('new'))).toBe('miss new')
  })

  it('an error that is none of the database\'s is not hidden by the last page', async () => {
    const { find, state } = createCache()
    await find('/')
    state.now = 5_000
    expect(await find('/', page('gone', { isForAll: false }))).toBe('miss gone')
  })
})

describe('a cache of no bytes', () => {
  it('keeps nothing and lets nobody wait for another\'s page', async () => {
    const { find, state, cache } = createCache(0)
    expect(await Promise.all([find('/'), find('/')])).toEqual(['miss /', 'miss /'])
    expect(state.renderings).toBe(2)
    expect(cache.fresh('/')).toBeUndefined()
    expect(cache.status()).toMatchObject({ entries: 0, bytes: 0, evictions: 0 })
  })
})
