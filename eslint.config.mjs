// @ts-check
import withNuxt from './.nuxt/eslint.config.mjs'
import { dependencyDirections } from './eslint.directions.mjs'

export default withNuxt(
  { ignores: [
    '.output/**', '.output-test/**', '.nuxt-test/**', '.data/**', '.tools/**',
    'server/database/migrations/**', 'shared/api-client/contract.ts', 'tests/loadtest/fixtures/guide-scenario.js',
  ] },
  ...dependencyDirections,
  {
    name: 'kuberocks/style',
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'max-lines': ['error', { max: 220, skipBlankLines: true, skipComments: true }],
      'vue/max-attributes-per-line': 'off',
      // What a reader reads is in shared/messages: nothing between tags, in a shown attribute, or as a literal in braces.
      'vue/no-bare-strings-in-template': ['error', { allowlist: ['←', '→', '↑', '·', '…', '#'] }],
      'vue/no-restricted-syntax': ['error', {
        selector: 'VElement > VExpressionContainer :matches(Literal[value=/[A-Za-z]{2}/], TemplateElement[value.raw=/[A-Za-z]{2}/])',
        message: 'Words of the site belong in shared/messages.',
      }],
    },
  },
)
