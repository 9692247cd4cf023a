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
    },
  },
)
