/**
 * Every class that rendered Markdown may carry. The sanitiser lets no other through, and the
 * stylesheet has a rule for each.
 */

/** Of a `span` in highlighted code: what the token is. Tokens without a class are plain. */
export const TOKEN_CLASSES = [
  'token-comment',
  'token-keyword',
  'token-string',
  'token-constant',
  'token-function',
  'token-type',
  'token-property',
  'token-inserted',
  'token-deleted',
] as const

/** Of a `pre`. */
export const CODE_CLASSES = ['code'] as const

/** Of the `div` that lets a wide table scroll. */
export const TABLE_CLASSES = ['table-scroll'] as const

/** Of a `th` or `td`. */
export const CELL_CLASSES = ['align-left', 'align-center', 'align-right'] as const

export const MARKDOWN_CLASSES = [...TOKEN_CLASSES, ...CODE_CLASSES, ...TABLE_CLASSES, ...CELL_CLASSES] as const

export type TokenClass = typeof TOKEN_CLASSES[number]
export type CellClass = typeof CELL_CLASSES[number]
