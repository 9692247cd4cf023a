import type { HighlighterCore, LanguageInput } from 'shiki/core'
import { createHighlighterCore } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import type { TokenClass } from './classes.ts'
import { TOKEN_CLASSES } from './classes.ts'
import { CODE_THEME, codeTheme } from './code-theme.ts'

/** Each grammar is loaded when the first fence asks for it. */
const grammars = {
  bash: () => import('shiki/langs/bash.mjs'),
  csharp: () => import('shiki/langs/csharp.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  diff: () => import('shiki/langs/diff.mjs'),
  dockerfile: () => import('shiki/langs/dockerfile.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  typescript: () => import('shiki/langs/typescript.mjs'),
  vue: () => import('shiki/langs/vue.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
} satisfies Record<string, LanguageInput>

export type CodeLanguage = keyof typeof grammars

export const CODE_LANGUAGES: readonly string[] = Object.keys(grammars)

const aliases: ReadonlyMap<string, CodeLanguage> = new Map([
  ['c#', 'csharp'], ['cs', 'csharp'], ['docker', 'dockerfile'], ['golang', 'go'], ['js', 'javascript'], ['py', 'python'],
  ['sh', 'bash'], ['shell', 'bash'], ['ts', 'typescript'], ['yml', 'yaml'],
])

/** Longer lines, a bundle pasted by mistake, stay plain: a grammar's cost grows faster than the line. */
const MAX_LINE_LENGTH = 500

let highlighter: Promise<HighlighterCore> | undefined

function isCodeLanguage(name: string): name is CodeLanguage {
  return Object.hasOwn(grammars, name)
}

/**
 * The language that a fence's info string names, such as `ts` in ` ```ts `; undefined when it
 * names none that can be highlighted.
 */
export function findLanguage(info: string): CodeLanguage | undefined {
  const name = info.trim().split(/[\s{,]/, 1)[0]?.toLowerCase() ?? ''
  return isCodeLanguage(name) ? name : aliases.get(name)
}

/** Gets a highlighter that knows at least these languages. */
export async function prepareHighlighter(languages: readonly CodeLanguage[]): Promise<HighlighterCore> {
  highlighter ??= createHighlighterCore({ themes: [codeTheme], langs: [], engine: createJavaScriptRegexEngine({ forgiving: true }) })
  const prepared = await highlighter
  await prepared.loadLanguage(...languages.map(language => grammars[language]))
  return prepared
}

/** Escapes text for HTML, in an attribute too. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function findTokenClass(colour: string | undefined): TokenClass | undefined {
  return TOKEN_CLASSES.find(name => name === colour)
}

/**
 * Highlights code: `span` elements with classes of `TOKEN_CLASSES` around what is not plain.
 *
 * @param prepared from `prepareHighlighter` with this language
 * @returns HTML that holds the code's text and nothing else
 */
export function highlight(prepared: HighlighterCore, code: string, language: CodeLanguage): string {
  const lines = prepared.codeToTokensBase(code, {
    lang: language, theme: CODE_THEME, tokenizeMaxLineLength: MAX_LINE_LENGTH,
    // The length is the limit: one of time would leave an article half plain that was written in a busy moment.
    tokenizeTimeLimit: 0,
  })
  const runs: { token: TokenClass | undefined, text: string }[] = []
  let space = ''
  for (const [index, line] of lines.entries()) {
    if (index > 0) space += '\n'
    for (const { content, color } of line) {
      const token = findTokenClass(color)
      const last = runs.at(-1)
      if (content.trim() === '') {
        space += content
        continue
      }
      if (last && last.token === token) last.text += space + content
      else runs.push({ token: undefined, text: space }, { token, text: content })
      space = ''
    }
  }
  runs.push({ token: undefined, text: space })
  return runs.map(({ token, text }) => token ? `<span class="${token}">${escapeText(text)}</span>` : escapeText(text)).join('')
}
