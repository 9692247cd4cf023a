import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { colours } from '../../styleguide/samples.ts'

it('shows every colour that tokens.css defines', () => {
  const tokens = readFileSync(resolve(import.meta.dirname, '../../assets/css/tokens.css'), 'utf8')
  const defined = [...tokens.matchAll(/^ {2}--([\w-]+): (?:light-dark\(|#)/gm)].map(([, name]) => name)
  expect(defined.length).toBeGreaterThan(10)
  expect(colours).toEqual(defined)
})
