import { describe, expect, it } from 'vitest'
import { TITLES, createTitle, slugify } from '../../../../scripts/seed/titles.ts'

const slugForm = /^[a-z0-9]+(-[a-z0-9]+)*$/

describe('titles', () => {
  it('are all different for the first 100,000 articles, and so are their slugs', () => {
    const titles = new Set<string>()
    const slugs = new Set<string>()
    for (let index = 0; index < 100_000; index += 1) {
      const { title, slug } = createTitle(1, index)
      titles.add(title)
      slugs.add(slug)
      if (slug.length > 255 || !slugForm.test(slug)) throw new Error(`not a slug: ${slug}`)
    }
    expect(titles.size).toBe(100_000)
    expect(slugs.size).toBe(100_000)
  })

  it('need no number for a million articles', () => {
    expect(TITLES).toBeGreaterThan(1_000_000)
    expect(createTitle(1, TITLES - 1).title).not.toMatch(/part \d/)
    expect(createTitle(1, TITLES).slug).toMatch(/-part-2$/)
  })

  it('are short sentences without a number among the first 500', () => {
    for (let index = 0; index < 500; index += 1) {
      const { title } = createTitle(1, index)
      expect(title).toMatch(/^[A-Z]/)
      expect(title).not.toMatch(/\d/)
      expect(title.length).toBeLessThan(120)
    }
  })

  it('are others for another seed', () => {
    expect(Array.from({ length: 10 }, (_, index) => createTitle(1, index).title))
      .not.toEqual(Array.from({ length: 10 }, (_, index) => createTitle(2, index).title))
  })
})

describe('slugs', () => {
  it.each([
    ['What nobody tells you about the OOM killer', 'what-nobody-tells-you-about-the-oom-killer'],
    ['This year\'s compost, part 2', 'this-years-compost-part-2'],
    ['Streams in Node: notes from a small team', 'streams-in-node-notes-from-a-small-team'],
  ])('of %j is %j', (title, slug) => {
    expect(slugify(title)).toBe(slug)
  })
})
