import { describe, expect, it } from 'vitest'
import { tagNames } from '../../../../scripts/seed/content.ts'
import { createArticle } from '../../../../scripts/seed/generate.ts'
import { FIRST_MOMENT, LAST_MOMENT, ageOf } from '../../../../scripts/seed/moments.ts'
import { people } from '../../../../scripts/seed/people.ts'

const articles = Array.from({ length: 500 }, (_, rank) => createArticle(1, rank))
const wordsOf = (blocks: readonly string[]): number => blocks.join(' ').split(/\s+/).length

describe('articles', () => {
  it('are the same each time, in any order', () => {
    createArticle(2, 50_000)
    expect(createArticle(1, 123)).toEqual(articles[123])
    expect(createArticle(2, 123)).not.toEqual(articles[123])
  })

  it('have titles of their own', () => {
    expect(new Set(articles.map(({ title }) => title)).size).toBe(500)
  })

  it('have bodies of 250 to 700 words with headings, a list, code, a quote and a link', () => {
    for (const { blocks, title } of articles) {
      const body = blocks.join('\n\n')
      expect(wordsOf(blocks), title).toBeGreaterThanOrEqual(250)
      expect(wordsOf(blocks), title).toBeLessThanOrEqual(700)
      expect(blocks.filter(block => block.startsWith('## '))).toHaveLength(3)
      expect(body).toMatch(/^(- |1\. )/m)
      expect(body).toMatch(/^```[a-z]+$/m)
      expect(body).toMatch(/^> /m)
      expect(body).toMatch(/\[[^\]]+\]\(https:/)
      expect(body).not.toMatch(/\{[sS]ubject\}/)
    }
  })

  it('say nothing twice', () => {
    for (const { blocks } of articles) expect(new Set(blocks).size).toBe(blocks.length)
  })

  it('have one to four different tags, some of which are much more common than others', () => {
    for (const { tags } of articles) {
      expect(tags.length).toBeGreaterThanOrEqual(1)
      expect(tags.length).toBeLessThanOrEqual(4)
      expect(new Set(tags).size).toBe(tags.length)
      for (const tag of tags) expect(tagNames[tag]).toBeDefined()
    }
    const counts = tagNames.map((_, tag) => articles.filter(({ tags }) => tags.includes(tag)).length)
    expect(Math.min(...counts)).toBeGreaterThan(0)
    expect(Math.max(...counts)).toBeGreaterThan(4 * Math.min(...counts))
  })

  it('have 0 to 10 comments by people who exist, oldest first', () => {
    const counts = new Set(articles.map(({ comments }) => comments.length))
    expect(counts).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
    for (const { author, comments } of articles) {
      for (const person of [author, ...comments.map(comment => comment.author)]) expect(people[person]).toBeDefined()
      expect(comments.map(({ createdAt }) => createdAt)).toEqual(comments.map(({ createdAt }) => createdAt).sort((a, b) => a - b))
      for (const { body } of comments) expect(body).not.toMatch(/\{| \/ /)
    }
  })
})

describe('times', () => {
  it('are whole milliseconds that go back from article to article, of millions too', () => {
    for (const start of [0, 9_999, 999_000, 9_999_000]) {
      const times = Array.from({ length: 1_000 }, (_, offset) => createArticle(1, start + offset).createdAt)
      expect(times.every(Number.isInteger)).toBe(true)
      expect(times.every((time, index) => index === 0 || time < (times[index - 1] ?? 0))).toBe(true)
    }
  })

  it('lie between the first and the last moment, in the order in which things happen', () => {
    for (const { createdAt, updatedAt, comments } of [...articles, createArticle(1, 999_999)]) {
      for (const time of [updatedAt, ...comments.map(comment => comment.createdAt)]) {
        expect(time).toBeGreaterThanOrEqual(createdAt)
        expect(time).toBeLessThanOrEqual(LAST_MOMENT)
      }
      expect(createdAt).toBeGreaterThan(FIRST_MOMENT)
    }
    expect(articles.filter(({ createdAt, updatedAt }) => updatedAt > createdAt).length).toBeGreaterThan(50)
  })

  it('spread 500 articles over months and a million over years', () => {
    const day = 86_400_000
    expect(ageOf(500) / day).toBeGreaterThan(200)
    expect(ageOf(1_000_000) / day).toBeLessThan(7 * 365)
  })
})
