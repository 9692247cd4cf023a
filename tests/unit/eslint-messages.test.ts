import { resolve } from 'node:path'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const eslint = new ESLint({ cwd: root })
const rules = ['vue/no-bare-strings-in-template', 'vue/no-restricted-syntax']

/** How many words of its own a template is found to have. */
async function foundWords(template: string): Promise<number> {
  const [result] = await eslint.lintText(`<template>\n  ${template}\n</template>\n`, { filePath: resolve(root, 'components/site/X.vue') })
  return result?.messages.filter(({ ruleId }) => rules.includes(String(ruleId))).length ?? 0
}

describe('a template', () => {
  it.each([
    '<p>Hello</p>', '<p aria-label="Hello" />', '<img alt="A picture">', '<input placeholder="Words">', '<p title="Hello" />',
    '<p>{{ \'Hello\' }}</p>', '<p>{{ page > 1 ? `Page ${page}` : words.all }}</p>',
  ])('may not say anything of its own, as %s', async (template) => {
    expect(await foundWords(template)).toBe(1)
  })

  it.each(['<p>{{ words.hello }}</p>', '<p :aria-label="words.hello" />', '<span aria-hidden="true">→</span>', '<p :class="{ wide: isWide }">{{ count }}</p>', '<img alt="">'])(
    'may say what it is given, as %s', async (template) => {
      expect(await foundWords(template)).toBe(0)
    })
})

it('a page, a component or the frame says nothing that is not in shared/messages', async () => {
  const results = await eslint.lintFiles(['**/*.vue'])
  expect(results.length).toBeGreaterThan(10)
  expect(results.flatMap(({ messages }) => messages.filter(({ ruleId }) => rules.includes(String(ruleId))))).toEqual([])
}, 60_000)
