import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const tokens = readFileSync(resolve(import.meta.dirname, '../../assets/css/tokens.css'), 'utf8')

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const digits = hex.length === 4 ? [...hex.slice(1)].map(digit => digit + digit) : hex.match(/[0-9a-f]{2}/g) ?? []
  const [red = 0, green = 0, blue = 0] = digits.map((digit) => {
    const channel = Number.parseInt(digit, 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function colour(name: string, scheme: 'light' | 'dark'): string {
  const [, light = '', dark = light] = new RegExp(`--${name}: (?:light-dark\\()?(#[0-9a-f]+)(?:, (#[0-9a-f]+))?`).exec(tokens) ?? []
  if (!light) throw new Error(`there is no colour ${name}`)
  return scheme === 'light' ? light : dark
}

// https://www.w3.org/TR/WCAG22/#contrast-minimum, https://www.w3.org/TR/WCAG22/#non-text-contrast
const texts = [
  ['ink', 'canvas'], ['ink', 'surface'], ['ink', 'mark'], ['ink-soft', 'canvas'], ['ink-soft', 'surface'], ['ink-soft', 'chip'],
  ['accent', 'canvas'], ['accent', 'surface'], ['accent', 'chip'], ['chip-ink', 'chip'], ['on-accent', 'accent-fill'],
]
const edges = [['field-line', 'canvas'], ['field-line', 'surface'], ['accent', 'canvas'], ['accent', 'surface']]

describe.each(['light', 'dark'] as const)('in the %s scheme', (scheme) => {
  it.each(texts)('%s can be read on %s', (text, ground) => {
    expect(contrast(colour(text, scheme), colour(ground, scheme))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(edges)('%s, of fields and of focus, stands out from %s', (edge, ground) => {
    expect(contrast(colour(edge, scheme), colour(ground, scheme))).toBeGreaterThanOrEqual(3)
  })
})

it('is measured as its definition says', () => {
  expect(contrast('#000', '#fff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})
