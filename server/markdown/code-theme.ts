import type { ThemeRegistrationRaw } from 'shiki/core'
import type { TokenClass } from './classes.ts'

/** What a class colours, by TextMate scopes; a later or longer scope wins over an earlier one. */
const scopes: Readonly<Record<TokenClass, readonly string[]>> = {
  'token-comment': ['comment', 'punctuation.definition.comment', 'string.quoted.docstring', 'meta.diff'],
  'token-keyword': ['keyword', 'storage', 'variable.language', 'keyword.operator.new', 'keyword.operator.expression', 'keyword.operator.logical.python'],
  'token-string': ['string', 'punctuation.definition.string', 'constant.character.escape', 'constant.other.symbol'],
  'token-constant': ['constant.numeric', 'constant.language', 'constant.other', 'keyword.other.unit', 'support.constant'],
  'token-function': ['entity.name.function', 'support.function', 'variable.function', 'meta.function-call.generic', 'entity.name.command'],
  'token-type': ['entity.name.type', 'entity.name.class', 'entity.name.tag', 'entity.other.inherited-class', 'support.type', 'support.class'],
  'token-property': [
    'entity.other.attribute-name',
    'meta.object-literal.key',
    'support.type.property-name',
    'punctuation.support.type.property-name',
    'entity.name.tag.yaml',
    'variable.other.property',
    'variable.parameter.option',
  ],
  'token-inserted': ['markup.inserted', 'punctuation.definition.inserted'],
  'token-deleted': ['markup.deleted', 'punctuation.definition.deleted'],
}

/** Scopes of the lists above that stay plain, because every second token would be coloured otherwise. */
const plainScopes = ['keyword.operator', 'keyword.operator.assignment', 'punctuation', 'storage.type.function.arrow', 'string.unquoted.plain']

export const CODE_THEME = 'classes'

/** A theme whose colours are class names: the page's stylesheet decides what they look like. */
export const codeTheme: ThemeRegistrationRaw = {
  name: CODE_THEME,
  fg: 'plain',
  bg: 'plain',
  settings: [
    ...Object.entries(scopes).map(([foreground, scope]) => ({ scope: [...scope], settings: { foreground } })),
    { scope: plainScopes, settings: { foreground: 'plain' } },
  ],
}
