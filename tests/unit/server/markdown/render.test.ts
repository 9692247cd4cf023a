import { describe, expect, it } from 'vitest'
import { MARKDOWN_CLASSES } from '../../../../server/markdown/classes.ts'
import { renderMarkdown } from '../../../../server/markdown/render.ts'
import { parseElements, parseText } from './markup.ts'

const fence = (language: string, code: string): string => `\`\`\`${language}\n${code}\n\`\`\``

async function tagsOf(source: string): Promise<string[]> {
  return parseElements(await renderMarkdown(source)).map(({ tag }) => tag)
}

describe('text', () => {
  it('renders paragraphs, emphasis, lists, quotes and rules', async () => {
    expect(await renderMarkdown('One *two* **three** ~~four~~ `five`')).toBe('<p>One <em>two</em> <strong>three</strong> <s>four</s> <code>five</code></p>\n')
    expect(await tagsOf('- a\n- b\n\n3. c\n\n> d\n\n---')).toEqual(['ul', 'li', 'li', 'ol', 'li', 'blockquote', 'p', 'hr'])
    expect(await renderMarkdown('3. c')).toContain('<ol start="3">')
  })

  it('shows characters of HTML as they were typed', async () => {
    expect(parseText(await renderMarkdown('a < b && c > d "e" &lt;'))).toBe('a < b && c > d "e" <\n')
    expect(parseText(await renderMarkdown('a <b>c</b> <!-- d --> <br>'))).toBe('a <b>c</b> <!-- d --> <br>\n')
  })

  it('renders nothing from nothing', async () => {
    expect(await renderMarkdown('')).toBe('')
  })
})

describe('headings', () => {
  it('keeps levels that fit below the page\'s title', async () => {
    expect(await tagsOf('## a\n\n### b\n\n###### c')).toEqual(['h2', 'h3', 'h6'])
  })

  it('lowers all of them when one would be a second title', async () => {
    expect(await tagsOf('# a\n\n## b\n\n###### c\n\nd\n=')).toEqual(['h2', 'h3', 'h6', 'h2'])
  })
})

describe('links and images', () => {
  it.each([
    ['https://example.com/a?b=c&d=e', 'nofollow ugc noopener'],
    ['HTTP://example.com', 'nofollow ugc noopener'],
    ['/articles/other', undefined],
    ['other#part', undefined],
    ['#part', undefined],
    ['mailto:someone@example.com', undefined],
  ])('links to %s with rel %s', async (href, rel) => {
    const [, link] = parseElements(await renderMarkdown(`[text](${href})`))
    expect(link?.tag).toBe('a')
    expect(link?.attributes['href']?.toLowerCase()).toBe(href.toLowerCase())
    expect(link?.attributes['rel']).toBe(rel)
  })

  it('links a bare address that has a scheme, and no other word with a dot', async () => {
    expect(await tagsOf('see https://example.com/a.')).toEqual(['p', 'a'])
    expect(await tagsOf('see server.ts or example.com')).toEqual(['p'])
  })

  it('loads images lazily and keeps their text', async () => {
    expect(await renderMarkdown('![A cat](/cat.jpg "Tom")')).toBe('<p><img src="/cat.jpg" alt="A cat" title="Tom" loading="lazy" /></p>\n')
  })
})

describe('tables', () => {
  it('lets them scroll and names alignments by class', async () => {
    const html = await renderMarkdown('| a | b | c |\n|---|:-:|--:|\n| 1 | 2 | 3 |')
    expect(html).toContain('<div class="table-scroll" tabindex="0">\n<table>')
    expect(html).toContain('<td>1</td>\n<td class="align-center">2</td>\n<td class="align-right">3</td>')
    expect(html).not.toContain('style')
  })
})

describe('code', () => {
  const samples: [string, string, string][] = [
    ['ts', 'typescript', 'const a: string = \'b\' // c'],
    ['javascript', 'javascript', 'export function a() { return 1 }'],
    ['json', 'json', '{ "a": [1, true] }'],
    ['yml', 'yaml', 'replicas: 3 # three'],
    ['sh', 'bash', 'kubectl get pods --watch'],
    ['sql', 'sql', 'select count(*) from articles'],
    ['vue', 'vue', '<template><p :title="a">b</p></template>'],
    ['html', 'html', '<p title="a">b</p>'],
    ['css', 'css', '.a { color: red }'],
    ['C#', 'csharp', 'public class A { }'],
    ['Dockerfile', 'dockerfile', 'FROM node:24'],
    ['go', 'go', 'func main() { }'],
    ['python', 'python', 'def a(): return 1'],
    ['diff', 'diff', '-a\n+b'],
  ]

  it.each(samples)('highlights %s by classes', async (info, language, code) => {
    const html = await renderMarkdown(fence(info, code))
    const [pre, ...rest] = parseElements(html)
    expect(pre).toEqual({ tag: 'pre', attributes: { 'class': 'code', 'data-language': language, 'tabindex': '0' } })
    expect(rest.some(({ tag }) => tag === 'span')).toBe(true)
    for (const { tag, attributes } of rest) {
      expect(Object.keys(attributes)).toEqual(tag === 'span' ? ['class'] : [])
      if (attributes['class']) expect(MARKDOWN_CLASSES).toContain(attributes['class'])
    }
    expect(parseText(html)).toBe(`${code}\n`)
  })

  it('shows code of an unknown language plainly', async () => {
    expect(await renderMarkdown(fence('brainfuck', '+[>.<]'))).toBe('<pre class="code" tabindex="0"><code>+[&gt;.&lt;]</code></pre>\n')
    expect(await renderMarkdown(fence('constructor', 'a'))).toBe('<pre class="code" tabindex="0"><code>a</code></pre>\n')
    expect(parseText(await renderMarkdown(fence('none', '<b>&lt;</b>')))).toBe('<b>&lt;</b>\n')
    expect(await renderMarkdown('    indented')).toBe('<pre class="code" tabindex="0"><code>indented</code></pre>\n')
  })

  it('keeps blank lines and indentation', async () => {
    const code = 'if (a) {\n\n    b()\n}\n'
    expect(parseText(await renderMarkdown(fence('js', code)))).toBe(`${code}\n`)
  })

  it('leaves a line plain that is too long to be written by hand, and colours the others', async () => {
    const html = await renderMarkdown(fence('ts', `const a = 1\nconst b = '${'x'.repeat(500)}'`))
    expect(html.match(/<span class="token-keyword">/g)).toHaveLength(1)
  })

  it('stops colouring where an article holds very much code', async () => {
    const html = await renderMarkdown(`${fence('ts', 'const a = 1\n'.repeat(2_000))}\n\n${fence('ts', 'const b = 1\n'.repeat(2_000))}`)
    const [first = '', second = ''] = html.split('</pre>')
    expect(first).toContain('<span')
    expect(second).not.toContain('<span')
  })
})
