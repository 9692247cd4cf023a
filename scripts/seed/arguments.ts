import { parseArgs } from 'node:util'
import { SeedError } from './errors.ts'
import { MAX_ARTICLES, MAX_SEED } from './limits.ts'

export interface SeedArguments { articles: number, seed: number, reset: boolean }

function readNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new SeedError(`${option} is "${text}", expected a whole number from ${least} to ${most}`)
}

/**
 * Reads the command line of `npm run db:seed`.
 *
 * @throws {SeedError} that names the option and what was expected
 */
export function readArguments(words: readonly string[]): SeedArguments {
  const parse = () => {
    try {
      return parseArgs({
        args: [...words],
        options: {
          articles: { type: 'string', default: '500' },
          seed: { type: 'string', default: '1' },
          reset: { type: 'boolean', default: false },
        },
        strict: true,
      }).values
    }
    catch (error) {
      const [problem = ''] = error instanceof Error ? error.message.split(/\.\s|\n/, 1) : []
      throw new SeedError(`${problem}; expected --articles N, --seed S or --reset`)
    }
  }
  const { articles, seed, reset } = parse()
  return {
    articles: readNumber('--articles', articles, 1, MAX_ARTICLES),
    seed: readNumber('--seed', seed, 0, MAX_SEED),
    reset,
  }
}
