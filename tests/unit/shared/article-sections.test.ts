import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../../server/markdown/render.ts'
import { divideArticle } from '../../../shared/utils/article-sections.ts'
import { parseElements, parseText } from '../server/markdown/markup.ts'

const divide = async (markdown: string) => divideArticle(await renderMarkdown(markdown), title => `Link to ${title}`)

describe('the sections of an article', () => {
  it('are its headings in order, each with its level, its text and an id of its own', async () => {
    const { sections } = await divide('## One & *two*\n\n### `<b>` "x"\n\n## One two\n\n## One two\n\n## 你好 مرحبا\n\n## 🪴')
    expect(sections).toEqual([
      { id: 'section-one-two', level: 2, title: 'One & two' },
      { id: 'section-b-x', level: 3, title: '<b> "x"' },
      { id: 'section-one-two~2', level: 2, title: 'One two' },
      { id: 'section-one-two~3', level: 2, title: 'One two' },
      { id: 'section-你好-مرحبا', level: 2, title: '你好 مرحبا' },
      { id: 'section-', level: 2, title: '🪴' },
    ])
  })

  it('each have a link that leads to their id and says where', async () => {
    const { html } = await divide('## Say "hi" & <go>')
    const elements = parseElements(html)
    const heading = elements.find(({ tag }) => tag === 'h2')
    const link = elements.find(({ tag }) => tag === 'a')
    expect(decodeURIComponent(link?.attributes['href'] ?? '')).toBe(`#${heading?.attributes['id']}`)
    expect(link?.attributes['aria-label']).toBe('Link to Say "hi" & <go>')
  })

  it('have ids that no other heading of any article has, whatever the headings say', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom('a', 'A', 'a~2', 'a 2', 'constructor', '__proto__', '***', 'x'.repeat(80), `${'x'.repeat(80)}y`)), async (titles) => {
      const { sections } = await divide(titles.map(title => `## ${title}`).join('\n\n'))
      expect(new Set(sections.map(({ id }) => id)).size).toBe(sections.length)
      for (const { id } of sections) expect(id).toMatch(/^section-\S*$/)
    }))
  })

  it('leave everything else of the body as it is', async () => {
    const source = '# a\n\ntext `<h2>no</h2>`\n\n```html\n<h2>code</h2>\n```\n\n> ## quoted\n\n- ## listed'
    const { html, sections } = await divide(source)
    expect(sections.map(({ title }) => title)).toEqual(['a', 'quoted', 'listed'])
    expect(parseText(html).replaceAll('#', '')).toBe(parseText(await renderMarkdown(source)))
  })
})
