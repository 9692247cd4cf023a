import { describe, expect, it } from 'vitest'
import { escapeField, formatMoment, formatRow } from '../../../../scripts/seed/copy-format.ts'
import { createArticle } from '../../../../scripts/seed/generate.ts'
import { createBodyRenderer } from '../../../../scripts/seed/rendered-blocks.ts'
import { renderMarkdown } from '../../../../server/markdown/render.ts'

describe('bodies made of blocks', () => {
  it('are exactly what rendering the whole body gives', async () => {
    const render = createBodyRenderer()
    for (let rank = 0; rank < 400; rank += 1) {
      const { blocks } = createArticle(1, rank * 97)
      const body = blocks.join('\n\n')
      expect(await render(blocks)).toEqual({ bodyField: escapeField(body), bodyHtmlField: escapeField(await renderMarkdown(body)) })
    }
  }, 60_000)
})

describe('rows of COPY', () => {
  it('escape what would end a field or a row', () => {
    expect(escapeField('a\tb\nc\\n\r')).toBe('a\\tb\\nc\\\\n\\r')
    expect(formatRow(1, escapeField('a\tb'), 'c')).toBe('1\ta\\tb\tc\n')
  })

  it('hold times in UTC with milliseconds', () => {
    expect(formatMoment(Date.UTC(2026, 9, 31, 17, 23, 6, 300))).toBe('2026-10-31T17:23:06.300Z')
  })
})
