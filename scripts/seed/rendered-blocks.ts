import { renderMarkdown } from '../../server/markdown/render.ts'
import { escapeField } from './copy-format.ts'

/** A block of Markdown and its rendering, both as fields of COPY's text format. */
interface Block { markdown: string, html: string }

/** The content makes fewer different blocks; the bound keeps memory flat should that change. */
const MAX_BLOCKS = 40_000

/** What stands between two blocks of Markdown, as it is written into a field. */
const blankLine = escapeField('\n\n')

/**
 * Renders bodies from blocks, each different block once: the blocks of a million articles are
 * some thousands.
 */
export function createBodyRenderer(): (blocks: readonly string[]) => Promise<{ bodyField: string, bodyHtmlField: string }> {
  const known = new Map<string, Block>()

  const render = async (markdown: string): Promise<Block> => {
    if (known.size >= MAX_BLOCKS) known.clear()
    const block = { markdown: escapeField(markdown), html: escapeField(await renderMarkdown(markdown)) }
    known.set(markdown, block)
    return block
  }

  return async (blocks) => {
    let bodyField = ''
    let bodyHtmlField = ''
    for (const markdown of blocks) {
      const block = known.get(markdown) ?? await render(markdown)
      bodyField += bodyField === '' ? block.markdown : blankLine + block.markdown
      bodyHtmlField += block.html
    }
    return { bodyField, bodyHtmlField }
  }
}
