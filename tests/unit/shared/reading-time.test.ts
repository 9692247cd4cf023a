import { describe, expect, it } from 'vitest'
import { readingMinutes } from '../../../shared/utils/reading-time.ts'

describe('the reading time', () => {
  it.each([
    ['nothing', '', 1], ['one word', '<p>word</p>', 1], ['as many words as two minutes hold', `<p>${'word '.repeat(476)}</p>`, 2],
    ['a long text', `<p>${'it\'s well-known '.repeat(1000)}</p>`, 13], ['Japanese without blanks', `<p>${'日本'.repeat(238)}</p>`, 2],
  ])('of %s is right', (_what, html, minutes) => {
    expect(readingMinutes(html)).toBe(minutes)
  })

  it('does not count tags, attributes and entities', () => {
    expect(readingMinutes('<a href="one two three">&amp; &lt;</a>'.repeat(1000))).toBe(1)
  })
})
