import MarkdownIt, { type Token } from 'markdown-it'
import type { HighlighterCore } from 'shiki/core'
import type { CellClass } from './classes.ts'
import type { CodeLanguage } from './highlight.ts'
import { escapeText, findLanguage, highlight, prepareHighlighter } from './highlight.ts'
import type { SanitisedHtml } from './sanitise.ts'
import { LINK_SCHEMES, sanitise } from './sanitise.ts'

export type { SanitisedHtml } from './sanitise.ts'

/** An article's code beyond this many characters stays plain, so that no article holds up the others. */
const MAX_HIGHLIGHTED = 30_000

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false })
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
markdown.validateLink = (url) => {
  const scheme = /^([^/?#]*?):/.exec(url)?.[1]
  return (scheme === undefined || LINK_SCHEMES.includes(scheme.toLowerCase())) && !/^[/\\]{2}/.test(url)
}

const alignments: ReadonlyMap<string, CellClass> = new Map([
  ['text-align:left', 'align-left'], ['text-align:center', 'align-center'], ['text-align:right', 'align-right'],
])

/** The page's title is the h1: a body with headings of that level has all of its headings lowered. */
function lowerHeadings(tokens: readonly Token[]): void {
  if (!tokens.some(token => token.type === 'heading_open' && token.tag === 'h1')) return
  for (const token of tokens) {
    if (token.type === 'heading_open' || token.type === 'heading_close') token.tag = `h${Math.min(Number(token.tag.slice(1)) + 1, 6)}`
  }
}

function nameAlignments(tokens: readonly Token[]): void {
  for (const token of tokens) {
    if (token.type !== 'th_open' && token.type !== 'td_open') continue
    const alignment = alignments.get(String(token.attrGet('style')))
    token.attrs = alignment ? [['class', alignment]] : null
  }
}

markdown.renderer.rules['table_open'] = () => '<div class="table-scroll" tabindex="0">\n<table>\n'
markdown.renderer.rules['table_close'] = () => '</table>\n</div>\n'

function renderCode(code: string, language: CodeLanguage | undefined, highlighter: HighlighterCore | undefined): string {
  const text = code.replace(/\n$/, '')
  const content = language && highlighter ? highlight(highlighter, text, language) : escapeText(text)
  return `<pre class="code"${language ? ` data-language="${language}"` : ''} tabindex="0"><code>${content}</code></pre>\n`
}

/** Replaces each piece of code by its rendering. */
async function renderAllCode(tokens: readonly Token[]): Promise<void> {
  const pieces = tokens.filter(token => token.type === 'fence' || token.type === 'code_block')
    .map(token => ({ token, language: token.type === 'fence' ? findLanguage(token.info) : undefined }))
  const languages = new Set(pieces.flatMap(({ language }) => language ?? []))
  const highlighter = languages.size > 0 ? await prepareHighlighter([...languages]) : undefined
  let budget = MAX_HIGHLIGHTED
  for (const { token, language } of pieces) {
    budget -= token.content.length
    token.content = renderCode(token.content, language, budget >= 0 ? highlighter : undefined)
  }
}

const insertRendered = (tokens: readonly Token[], index: number): string => tokens[index]?.content ?? ''
markdown.renderer.rules['fence'] = insertRendered
markdown.renderer.rules['code_block'] = insertRendered

/**
 * Renders Markdown as HTML that is safe to insert into a page: CommonMark with tables,
 * strikethrough and bare links, without HTML of the author's own. Code is highlighted with classes
 * of `MARKDOWN_CLASSES`; there are no inline styles and no ids.
 *
 * @param source Markdown of any origin
 */
export async function renderMarkdown(source: string): Promise<SanitisedHtml> {
  const environment = {}
  const tokens = markdown.parse(source, environment)
  lowerHeadings(tokens)
  nameAlignments(tokens)
  await renderAllCode(tokens)
  return sanitise(markdown.renderer.render(tokens, markdown.options, environment))
}
