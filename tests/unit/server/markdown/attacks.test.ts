import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../../../server/markdown/render.ts'
import { sanitise } from '../../../../server/markdown/sanitise.ts'
import { findForbidden } from './markup.ts'

const html = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.test/x.js></SCRIPT>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<script\n>alert(1)</script\n>',
  '<img src=x onerror=alert(1)>',
  '<img src="x" onerror="alert(1)"',
  '<IMG """><SCRIPT>alert(1)</SCRIPT>">',
  '<svg onload=alert(1)>',
  '<svg><animate attributeName=href values=javascript:alert(1) /><a><text>x</text></a></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<form action="javascript:alert(1)"><input type=submit formaction=javascript:alert(1)>',
  '<object data="data:text/html,<script>alert(1)</script>"></object><embed src=x>',
  '<base href="https://evil.test/"><link rel=stylesheet href=//evil.test><meta http-equiv=refresh content="0;url=javascript:alert(1)">',
  '<style>@import "//evil.test"; * { background: url(javascript:alert(1)) }</style>',
  '<div style="position:fixed" id="app" class="evil" onmouseover=alert(1)>x</div>',
  '<a href="javascript:alert(1)" target=_blank>x</a>',
  '<a href="jav&#x09;ascript:alert(1)">x</a>',
  '<a href=" &#14; javascript:alert(1)">x</a>',
  '<textarea></textarea/><img src=x onerror=alert(1)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<xmp><img src=x onerror=alert(1)></xmp>',
  '<template><script>alert(1)</script></template>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?xml version="1.0"?><!DOCTYPE html>',
  '<details open ontoggle=alert(1)>',
  '<button popovertarget=x onclick=alert(1)>x</button>',
  '<a href=x/onclick=alert(1)>',
  '</p></div></article><script>alert(1)</script>',
  '<p>\u0000<scr\u0000ipt>alert(1)',
]

const addresses = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\tscript:alert(1)',
  'java\u0000script:alert(1)',
  '\u0001javascript:alert(1)',
  'javascript&colon;alert(1)',
  'javascript&#58;alert(1)',
  '&#106;&#97;&#118;&#97;script:alert(1)',
  '&#x6A&#x61&#x76&#x61script:alert(1)',
  'java&Tab;script:alert(1)',
  'java&NewLine;script:alert(1)',
  '&#1;javascript:alert(1)',
  'javascript\\:alert(1)',
  'javascript://example.com/%0aalert(1)',
  'javascript%3Aalert(1)',
  'vbscript:msgbox(1)',
  'VbScRiPt:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD4=',
  'data:image/svg+xml,<svg onload=alert(1)>',
  'file:///etc/passwd',
  'blob:https://site.test/1',
  'feed:javascript:alert(1)',
  'view-source:javascript:alert(1)',
  'tel:1',
  '//evil.test/x',
  '\\\\evil.test\\x',
  '/\\evil.test/x',
]

const frames: ((address: string) => string)[] = [
  address => `[x](${address})`,
  address => `[x](<${address}>)`,
  address => `[x](<${address}> "title")`,
  address => `<${address}>`,
  address => `![x](${address})`,
  address => `![x](<${address}>)`,
  address => `[x][y]\n\n[y]: ${address}`,
  address => `[x][y]\n\n[y]: <${address}> "title"`,
  address => `[![x](<${address}>)](<${address}>)`,
  address => address,
]

const injections = [
  '[x](/a "\\" onmouseover=\\"alert(1)")',
  '[x](/a \'" onmouseover="alert(1)\')',
  '[x](/a"onmouseover="alert(1))',
  '[x](/a "<script>alert(1)</script>")',
  '![" onerror="alert(1)](/a)',
  '![x](/a"onerror="alert(1))',
  '![<img src=x onerror=alert(1)>](/a "><script>alert(1)</script>")',
  '[x](/a"\'><img/src=x onerror=alert(1)>)',
  '[a]: /a "x\\"onclick=\\"y"\n\n[a]',
  '<https://a.test/"onclick="alert(1)>',
  '<a@b.test"onclick="alert(1)>',
  'https://a.test/"onclick="alert(1)',
  '```<script>alert(1)</script>\n<script>alert(1)</script>\n```',
  '```ts"onclick="alert(1)\n<img src=x onerror=alert(1)>\n```',
  '```html\n<script>alert(1)</script><img src=x onerror="alert(1)">\n```',
  '```vue\n<script setup>alert(1)</script>\n</code></pre><script>alert(1)</script>\n```',
  '```html\n</span></code></pre><svg onload=alert(1)>\n',
  '~~~constructor\n</code>\n~~~',
  '`<script>alert(1)</script>`',
  '    <script>alert(1)</script>',
  '| <b onclick=x> |\n|:-:|\n| <script>alert(1)</script> |',
  '# <script>alert(1)</script> {#id onclick=x}',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;script&#62;alert(1)&#60;/script&#62;',
  '\\<script>alert(1)</script>',
  '*[x](javascript:alert(1))*',
  '[x\n\n](javascript:alert(1))',
  '[](javascript:alert(1))',
  '[x](javascript:alert(1)',
]

describe('Markdown of an attacker', () => {
  it.each(html)('shows %j as text', async (source) => {
    for (const frame of [source, `> ${source}`, `- ${source}`, `**${source}**`, `text ${source} text`, `[${source}](/a)`]) {
      expect(findForbidden(await renderMarkdown(frame))).toEqual([])
    }
  })

  it.each(addresses)('links to no %j', async (address) => {
    for (const frame of frames) expect(findForbidden(await renderMarkdown(frame(address)))).toEqual([])
  })

  it.each(addresses)('makes no link that leads to %j off this site', async (address) => {
    for (const frame of frames) {
      const hosts = [...(await renderMarkdown(frame(address))).matchAll(/(?:href|src)="([^"]*)"/g)]
        .map(([, url = '']) => URL.parse(url, 'https://site.test')?.host)
      expect(hosts.filter(host => host !== 'site.test')).toEqual([])
    }
  })

  it.each(injections)('keeps %j inside its place', async (source) => {
    expect(findForbidden(await renderMarkdown(source))).toEqual([])
  })

  it('makes no forbidden markup of any mixture', async () => {
    const piece = fc.oneof(
      fc.constantFrom(...html, ...addresses, ...injections),
      fc.constantFrom('\n', '\n\n', '> ', '- ', '```', '`', '[', '](', ')', '<', '>', '"', '\'', '&', '\\', '|', '|-|\n', '![', '<!--', '*', '_', '    ', 'ts', '#'),
      fc.string({ unit: 'binary', maxLength: 12 }),
    )
    await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      expect(findForbidden(await renderMarkdown(pieces.join('')))).toEqual([])
    }), { numRuns: 2_000 })
  }, 60_000)
})

describe('the sanitiser by itself', () => {
  it.each(html)('takes everything forbidden out of %j', (source) => {
    expect(findForbidden(sanitise(source))).toEqual([])
  })

  it('takes out classes, ids and attributes that Markdown does not make', () => {
    expect(sanitise('<p id="a" class="b" style="color:red" onclick="c">d</p>')).toBe('<p>d</p>')
    expect(sanitise('<span class="token-string evil">a</span>')).toBe('<span class="token-string">a</span>')
    expect(sanitise('<pre class="code" data-language="evil" tabindex="9">a</pre>')).not.toMatch(/evil|9/)
    expect(sanitise('<h1>a</h1>')).toBe('a')
  })

  it('makes no forbidden markup of any mixture', () => {
    const piece = fc.oneof(fc.constantFrom(...html), fc.constantFrom('<', '>', '"', '\'', '=', '&', '</', '/>', '<a href=', '<img src=', ' ', 'on'), fc.string({ unit: 'binary', maxLength: 8 }))
    fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      expect(findForbidden(sanitise(pieces.join('')))).toEqual([])
    }), { numRuns: 2_000 })
  })
})
