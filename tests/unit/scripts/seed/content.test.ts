import { describe, expect, it } from 'vitest'
import { fill, kinds, subjects, tagNames, topics } from '../../../../scripts/seed/content.ts'
import { people } from '../../../../scripts/seed/people.ts'
import { renderMarkdown } from '../../../../server/markdown/render.ts'

const render = async (blocks: readonly string[]): Promise<string[]> => Promise.all(blocks.map(block => renderMarkdown(block)))

describe('people', () => {
  it('are fifty, each with a name and an address of their own', () => {
    expect(people).toHaveLength(50)
    expect(new Set(people.map(({ name }) => name)).size).toBe(50)
    expect(new Set(people.map(({ email }) => email)).size).toBe(50)
  })

  it('have addresses that reach nobody', () => {
    for (const { email } of people) expect(email).toMatch(/^[a-z]+(\.[a-z]+)+@example\.(com|org)$/)
  })
})

describe('topics', () => {
  it.each(topics.map(topic => ({ name: topic.tags[0], topic })))('$name has blocks of every sort, each of them what it should be', async ({ topic }) => {
    expect(topic.tags.length).toBeGreaterThanOrEqual(3)
    expect(topic.subjects).toHaveLength(14)
    expect(kinds.map(({ name }) => name)).toEqual(expect.arrayContaining([...topic.kinds]))
    expect(topic.paragraphs.length).toBeGreaterThanOrEqual(10)
    for (const html of await render(topic.paragraphs)) expect(html).toMatch(/^<p>[^\n]*<\/p>\n$/)
    for (const html of await render(topic.lists)) expect(html).toMatch(/^<p>.*:<\/p>\n<(ol|ul)>[^]*<\/\1>\n$/)
    for (const html of await render(topic.code)) expect(html).toMatch(/^<p>.*:<\/p>\n<pre class="code" data-language="[a-z]+" tabindex="0">[^]*<span class="token-[^]*<\/pre>\n$/)
    for (const html of await render(topic.quotes)) expect(html).toMatch(/^<blockquote>\n<p>[^\n]*<\/p>\n<\/blockquote>\n$/)
    for (const html of await render(topic.links)) expect(html).toMatch(/^<p>.*<a href="https:[^\n]*<\/p>\n$/)
    for (const html of await render(topic.tables)) expect(html).toMatch(/^<p>.*:<\/p>\n<div class="table-scroll"[^]*<\/div>\n$/)
    expect([topic.lists.length, topic.code.length, topic.quotes.length, topic.links.length].every(count => count >= 3)).toBe(true)
  })

  it('say something about each of their subjects', () => {
    for (const { phrase, leads } of subjects) expect(leads.length, phrase).toBeLessThan(6)
  })
})

describe('kinds', () => {
  it('leave no place of a template open, and name the subject in each title and description', () => {
    for (const kind of kinds) {
      for (const template of [...kind.titles, ...kind.descriptions]) expect(template).toMatch(/\{[sS]ubject\}/)
      for (const template of [...kind.openings, ...kind.paragraphs, ...kind.closings]) expect(fill(template, { phrase: 'tea' })).not.toMatch(/[{}]/)
      for (const outline of kind.outlines) expect(outline.split(' | ')).toHaveLength(3)
    }
  })

  it('write the subject large at the start of a sentence', () => {
    expect(fill('{Subject} and {subject}', { phrase: 'tea leaves' })).toBe('Tea leaves and tea leaves')
  })
})

describe('tags', () => {
  it('are plain words, each once', () => {
    expect(new Set(tagNames).size).toBe(tagNames.length)
    for (const name of tagNames) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  })
})
