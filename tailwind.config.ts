import type { Config } from 'tailwindcss'

const steps = [0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 10, 11, 12, 14, 16, 24, 72, 96]

// Colours, sizes and distances live in assets/css/tokens.css; here they only get the names that utilities use.
export default {
  theme: {
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      canvas: 'var(--canvas)',
      surface: 'var(--surface)',
      ink: { DEFAULT: 'var(--ink)', soft: 'var(--ink-soft)' },
      line: 'var(--line)',
      accent: { DEFAULT: 'var(--accent)', line: 'var(--accent-line)', fill: 'var(--accent-fill)' },
      chip: { DEFAULT: 'var(--chip)', ink: 'var(--chip-ink)' },
    },
    spacing: { 0: '0', ...Object.fromEntries(steps.map(step => [step, `calc(var(--space) * ${step})`])) },
    fontFamily: {
      sans: ['ui-sans-serif', 'system-ui', 'sans-serif'],
      mono: ['ui-monospace', 'SFMono-Regular', 'Menlo', 'Consolas', 'monospace'],
    },
    fontSize: {
      'sm': ['0.875rem', '1.45'],
      'base': ['var(--step-0)', '1.65'],
      'lg': ['var(--step-1)', '1.5'],
      'xl': ['var(--step-2)', '1.3'],
      '2xl': ['var(--step-3)', '1.2'],
      '3xl': ['var(--step-4)', '1.1'],
    },
    extend: {
      // A letter is narrower than the 0 by which ch counts: these hold about 70 of them.
      maxWidth: { site: '70rem', measure: '55ch' },
    },
  },
} satisfies Partial<Config>
